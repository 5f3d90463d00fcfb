// Memory of one process over many events, in a process of its own.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createLogger, createRuntime, openRedisStore } from "@handoff/runtime";
import { Redis } from "ioredis";
import { Rater } from "./agents.js";
import { GROUP, incomingFields, OUTGOING, topology } from "./order.js";

/** How far the producer may be ahead, in events. */
const AHEAD = 5_000;
const CHUNK = 500;

const { values } = parseArgs({
  options: { url: { type: "string" }, events: { type: "string" }, samples: { type: "string" } },
});
const events = Number(values.events);
const every = events / Number(values.samples);

const redis = new Redis(values.url);
const { store, states } = await openRedisStore({ url: values.url });
const { logStructured } = createLogger();
let hops = 0;
const runtime = createRuntime({
  topology,
  agents: [new Rater()],
  store,
  states,
  startFrom: "0",
  log: logStructured,
  observe: ({ kind }) => {
    if (kind === "handed_off") hops += 1;
  },
});
await runtime.start();

const samples = [];
for (let sent = 0; sent < events;) {
  const commands = redis.pipeline();
  for (let index = 0; index < CHUNK; index += 1) {
    commands.xadd(GROUP.stream, "*", ...Object.entries(incomingFields(sent + index)).flat());
  }
  await commands.exec();
  sent += CHUNK;
  while (hops < sent - AHEAD || (sent >= events && hops < events)) await sleep(1);
  // Streams would be the memory of the server, not of the process.
  if (sent % 20_000 === 0)
    await redis
      .pipeline()
      .xtrim(OUTGOING, "MAXLEN", 0)
      .xtrim(GROUP.stream, "MINID", await oldest())
      .exec();
  if (sent % every < CHUNK) {
    globalThis.gc();
    samples.push({ events: hops, heapMb: Number((process.memoryUsage().heapUsed / 2 ** 20).toFixed(1)) });
  }
}
process.stdout.write(JSON.stringify({ samples }));
process.exit();

/** The oldest entry that is not acknowledged, or the newest that was delivered. */
async function oldest() {
  const [count, first] = await redis.xpending(GROUP.stream, GROUP.group);
  if (count > 0) return first;
  const [state] = await store.inspect([GROUP.stream]);
  return state.groups[0].lastDeliveredId;
}
