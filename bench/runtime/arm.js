// One arm of the benchmark in a process of its own: fills the incoming stream, times the hops, prints the seconds.
import { parseArgs } from "node:util";
import { bullmq, fillQueue } from "./arms/bullmq.js";
import { fenced, full } from "./arms/handoff.js";
import { multi, naive, pipeline } from "./arms/unfenced.js";
import { fillStream } from "./fill.js";
import { serverCpuSeconds } from "./server-cpu.js";

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
  const serverBefore = await serverCpuSeconds(url);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const hops = await arm.run();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const serverSeconds = (await serverCpuSeconds(url)) - serverBefore;
  await arm.close();
  if (hops !== setting.events) throw new Error(`${name} did ${hops} of ${setting.events} hops.`);
  return { seconds, cpuSeconds: (user + system) / 1e6, serverSeconds };
}
