// How hops a second change with the partitions that one process reads, and what a hop costs either end.
import { parseArgs } from "node:util";
import { startRedisServer } from "../../scripts/redis-server.js";
import { runChild } from "./child.js";
import { machine, median, numbers } from "./machine.js";

const USAGE = `node bench/runtime/partitions.js [options]

  --events N     events of each run (default 30,000)
  --most N       1, 2, 4, … partitions up to this (default 8)
  --rounds N     how often each number is run, in turn (default 3)
`;
const { events, most, rounds } = numbers(USAGE, { events: "30000", most: "8", rounds: "3" }, parseArgs);

const counts = [];
for (let partitions = 1; partitions <= most; partitions *= 2) counts.push(partitions);
const runs = counts.map(() => []);
for (let round = 0; round < rounds; round += 1) {
  for (const [index, partitions] of counts.entries()) runs[index].push(await run(partitions));
}
const of = (index, figure) => median(runs[index].map((each) => each[figure]));
const base = of(0, "hopsPerSecond");
const growth = counts.map((partitions, index) => ({
  partitions,
  hopsPerSecond: Math.round(of(index, "hopsPerSecond")),
  ratio: Number((of(index, "hopsPerSecond") / base).toFixed(2)),
  processMicroseconds: Number(of(index, "processMicroseconds").toFixed(1)),
  redisMicroseconds: Number(of(index, "redisMicroseconds").toFixed(1)),
}));
process.stdout.write(`${JSON.stringify({ machine, events, rounds, growth }, null, 2)}\n`);

async function run(partitions) {
  const server = await startRedisServer();
  try {
    return await runChild("partitions-arm.js", { url: server.url, events, partitions });
  } finally {
    await server.stop();
  }
}
