// One process that reads every partition of a store, by itself: fills them, times the hops, prints what they cost.
import { parseArgs } from "node:util";
import * as FieldName from "@handoff/contracts/field-name";
import { createLogger, createRuntime, openRedisStore } from "@handoff/runtime";
import { Redis } from "ioredis";
import { Rater } from "./agents.js";
import { GROUP, incomingFields, topology } from "./order.js";

/** How many events are appended at a time. */
const AT_ONCE = 200;

const { values } = parseArgs({
  options: { url: { type: "string" }, events: { type: "string" }, partitions: { type: "string" } },
});
const { url } = values;
const [events, partitions] = [Number(values.events), Number(values.partitions)];

try {
  process.stdout.write(JSON.stringify(await measured()));
} catch (error) {
  process.stdout.write(JSON.stringify({ failure: error.stack }));
}
process.exit();

async function measured() {
  const redis = new Redis(url);
  const { store, states } = await openRedisStore({ url, partitions, partitionBy: FieldName.SYMBOL });
  await store.ensureGroups([{ stream: GROUP.stream, group: GROUP.group, startFrom: "0" }]);
  for (let from = 0; from < events; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, events - from) }, (_, index) => from + index);
    await Promise.all(
      numbers.map((number) =>
        store.append({ stream: GROUP.stream, fields: incomingFields(number), eventId: String(number) }),
      ),
    );
  }
  const { logStructured } = createLogger();
  let hops = 0;
  let done;
  const finished = new Promise((resolve) => {
    done = resolve;
  });
  const runtime = createRuntime({
    topology,
    agents: [new Rater()],
    store,
    states,
    startFrom: "0",
    log: logStructured,
    observe: ({ kind }) => {
      if (kind === "handed_off" && (hops += 1) === events) done();
    },
  });
  const redisBefore = await cpuOf(redis);
  const before = process.cpuUsage();
  const started = performance.now();
  await runtime.start();
  await finished;
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const redisMicroseconds = ((await cpuOf(redis)) - redisBefore) / events;
  return { hopsPerSecond: events / seconds, processMicroseconds: (user + system) / events, redisMicroseconds };
}

/** What the server has computed for so far, in microseconds. */
async function cpuOf(redis) {
  const info = await redis.info("cpu");
  const [, system] = /used_cpu_sys:([\d.]+)/.exec(info);
  const [, user] = /used_cpu_user:([\d.]+)/.exec(info);
  return (Number(system) + Number(user)) * 1e6;
}
