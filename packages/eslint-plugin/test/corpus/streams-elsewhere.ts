// @ts-nocheck
import Redis from "ioredis";

const redis = new Redis();

export async function jobs(bus, job) {
  await redis.xadd("jobs", "*", "id", job.id);
  await redis.xreadgroup("GROUP", "workers", "one", "STREAMS", "jobs", ">");
  await redis.publish("notifications", JSON.stringify(job));
  await bus.publish("orders", { type: "created", data: job });
  new Agent({ keepAlive: true, stream: "jobs" });
}
