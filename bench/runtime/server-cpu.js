import { Redis } from "ioredis";

/** How long a server has used a processor so far, in seconds. */
export async function serverCpuSeconds(url) {
  const redis = new Redis(url);
  const info = await redis.info("cpu");
  redis.disconnect();
  const [, system] = /^used_cpu_sys:([\d.]+)/m.exec(info);
  const [, user] = /^used_cpu_user:([\d.]+)/m.exec(info);
  return Number(system) + Number(user);
}
