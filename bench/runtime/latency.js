// What a hop takes at a steady rate: ours beside BullMQ's, and beside a loop without a guarantee, which is what the machine
// itself takes.
import { parseArgs } from "node:util";
import { startRedisServer } from "../../scripts/redis-server.js";
import { runChild } from "./child.js";
import { machine, median, numbers } from "./machine.js";

const USAGE = `node bench/runtime/latency.js [options]

  --rate N       events a second (default 500)
  --seconds N    how long; the first fifth does not count (default 20)
  --rounds N     how often each is run, in turn, in fresh processes (default 3)
`;
const { rate, seconds, rounds } = numbers(USAGE, { rate: "500", seconds: "20", rounds: "3" }, parseArgs);

const runs = { pipeline: [], full: [], bullmq: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const arm of Object.keys(runs)) {
    const server = await startRedisServer();
    try {
      const run = await runChild("latency-arm.js", { arm, url: server.url, rate, seconds });
      if (run.arrived !== rate * seconds)
        throw new Error(`${arm}: ${run.arrived} of ${rate * seconds} events arrived.`);
      runs[arm].push(run);
    } finally {
      await server.stop();
    }
  }
}
const arms = Object.entries(runs).map(([arm, each]) => ({
  arm,
  ...Object.fromEntries(["p50", "p99", "max"].map((name) => [name, median(each.map((run) => run[name]))])),
}));
process.stdout.write(`${JSON.stringify({ machine, rate, seconds, rounds, arms }, null, 2)}\n`);
