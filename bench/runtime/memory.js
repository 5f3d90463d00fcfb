// Whether a process needs more memory the longer it runs.
import { parseArgs } from "node:util";
import { startRedisServer } from "../../scripts/redis-server.js";
import { runChild } from "./child.js";
import { machine, numbers } from "./machine.js";

const USAGE = `node bench/runtime/memory.js [options]

  --events N     how many, a multiple of 10,000 (default 1,000,000)
  --samples N    how often the heap is measured, after a collection (default 10)
`;
const { events, samples } = numbers(USAGE, { events: "1000000", samples: "10" }, parseArgs);

const server = await startRedisServer();
try {
  const run = await runChild("memory-arm.js", { url: server.url, events, samples }, ["--expose-gc"]);
  process.stdout.write(`${JSON.stringify({ machine, events, ...run }, null, 2)}\n`);
} finally {
  await server.stop();
}
