// One arm of the benchmark in a process of its own: fills the incoming stream, times the hops, prints the seconds.
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { bullmq, fillQueue } from "./arms/bullmq.js";
import { fenced, full } from "./arms/handoff.js";
import { multi, naive, pipeline } from "./arms/unfenced.js";
import { GROUP, incomingFields } from "./order.js";

const ARMS = { pipeline, naive, multi, fenced, full, bullmq };

const { values } = parseArgs({
  options: { arm: { type: "string" }, url: { type: "string" }, events: { type: "string" }, batch: { type: "string" } },
});
const { arm: name, url } = values;
const setting = { url, events: Number(values.events), batch: Number(values.batch) };

try {
  process.stdout.write(JSON.stringify(await measured()));
} catch (error) {
  process.stdout.write(JSON.stringify({ failure: error.stack }));
}
process.exit();

async function measured() {
  await (name === "bullmq" ? fillQueue(setting) : fillStream(setting));
  const arm = await ARMS[name](setting);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const hops = await arm.run();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await arm.close();
  if (hops !== setting.events) throw new Error(`${name} did ${hops} of ${setting.events} hops.`);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

async function fillStream({ url, events }) {
  const redis = new Redis(url);
  await redis.xgroup("CREATE", GROUP.stream, GROUP.group, "0", "MKSTREAM");
  for (let from = 0; from < events; from += 500) {
    const commands = redis.pipeline();
    for (let number = from; number < Math.min(events, from + 500); number += 1) {
      commands.xadd(GROUP.stream, "*", ...Object.entries(incomingFields(number)).flat());
    }
    await commands.exec();
  }
  redis.disconnect();
}
