// How long finding the chain of an event takes where a great many hops are kept.
import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { openRedisStore, traceLineage } from "@handoff/runtime";
import { startRedisServer } from "../../scripts/redis-server.js";
import { fillLineage } from "./fill-lineage.js";
import { machine, median, numbers } from "./machine.js";

const USAGE = `node bench/runtime/lineage.js [options]

  --hops N       how many hops are kept (default 1,000,000)
  --rounds N     how often each chain is looked up (default 50)
  --commands N   how often each is looked up with the command (default 5)
`;
const { hops, rounds, commands } = numbers(USAGE, { hops: "1000000", rounds: "50", commands: "5" }, parseArgs);
const COMMAND = new URL("../bin/handoff.js", import.meta.resolve("@handoff/runtime")).pathname;

const server = await startRedisServer();
try {
  const { chains, kept } = await fillLineage(server.url, hops);
  const rows = [];
  const { store, close } = await openRedisStore({ url: server.url });
  for (const { name, traceIds } of chains) {
    const from = { first: traceIds[0], middle: traceIds[traceIds.length >> 1], last: traceIds.at(-1) };
    for (const [hop, traceId] of Object.entries(from)) {
      const lookUp = () => traceLineage(store, traceId);
      const found = hopsIn(await lookUp());
      const storeMs = await medianMs(rounds, lookUp);
      const command = () => promisify(execFile)(process.execPath, [COMMAND, "trace", traceId, "--redis", server.url]);
      rows.push({ chain: name, hop, found, storeMs, commandMs: await medianMs(commands, command) });
    }
  }
  await close();
  process.stdout.write(`${JSON.stringify({ machine, kept, rounds, rows }, null, 2)}\n`);
} finally {
  await server.stop();
}

async function medianMs(times, work) {
  const each = [];
  for (let round = 0; round < times; round += 1) {
    const started = performance.now();
    await work();
    each.push(performance.now() - started);
  }
  return Number(median(each).toFixed(2));
}

function hopsIn({ ancestors, node }) {
  const count = ({ caused }) => 1 + caused.reduce((sum, next) => sum + count(next), 0);
  return ancestors.length - 1 + count(node);
}
