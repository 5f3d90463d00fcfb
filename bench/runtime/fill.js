import { Redis } from "ioredis";
import { GROUP, incomingFields } from "./order.js";

/** Adds events to the incoming stream, and makes its group, before anybody reads. */
export async function fillStream({ url, events, from: first = 0 }) {
  const redis = new Redis(url);
  if (first === 0) await redis.xgroup("CREATE", GROUP.stream, GROUP.group, "0", "MKSTREAM");
  for (let from = first; from < first + events; from += 500) {
    const commands = redis.pipeline();
    for (let number = from; number < Math.min(first + events, from + 500); number += 1) {
      commands.xadd(GROUP.stream, "*", ...Object.entries(incomingFields(number)).flat());
    }
    await commands.exec();
  }
  redis.disconnect();
}
