// How hops a second grow with the processes that share a group.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { startRedisServer } from "../../scripts/redis-server.js";
import { fillStream } from "./fill.js";
import { machine, median, numbers } from "./machine.js";
import { OUTGOING } from "./order.js";

const USAGE = `node bench/runtime/processes.js [options]

  --events N     events of each run (default 60,000)
  --most N       1, 2, … processes up to this (default 4)
  --rounds N     how often each number is run, in turn (default 3)
`;
const CONSUME = fileURLToPath(new URL("consume.js", import.meta.url));
const { events, most, rounds } = numbers(USAGE, { events: "60000", most: "4", rounds: "3" }, parseArgs);

const speeds = Array.from({ length: most }, () => []);
for (let round = 0; round < rounds; round += 1) {
  for (let processes = 1; processes <= most; processes += 1) speeds[processes - 1].push(await run(processes));
}
const base = median(speeds[0]);
const growth = speeds.map((each, index) => ({
  processes: index + 1,
  hopsPerSecond: Math.round(median(each)),
  ratio: Number((median(each) / base).toFixed(2)),
}));
process.stdout.write(`${JSON.stringify({ machine, events, rounds, growth }, null, 2)}\n`);

/** Hops a second, from the time at which every process works. */
async function run(processes) {
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const done = () => redis.xlen(OUTGOING);
  // A warm-up that each process takes part in comes before what is measured.
  const warmUp = 4_000 * processes;
  await fillStream({ url: server.url, events: warmUp });
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, [CONSUME, "--url", server.url], { stdio: "ignore" }),
  );
  try {
    while ((await done()) < warmUp) await sleep(5);
    for (const child of children) child.kill("SIGSTOP");
    await fillStream({ url: server.url, events, from: warmUp });
    for (const child of children) child.kill("SIGCONT");
    const started = performance.now();
    while ((await done()) < warmUp + events) await sleep(2);
    return events / ((performance.now() - started) / 1000);
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
    redis.disconnect();
    await server.stop();
  }
}
