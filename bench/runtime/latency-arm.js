// Latency of a hop at a steady rate, in a process of its own: from publishing an event to the next agent's having the
// one that was published for it.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Queue, Worker } from "bullmq";
import * as FieldName from "@handoff/contracts/field-name";
import { createLogger, createRuntime, openRedisStore } from "@handoff/runtime";
import { Redis } from "ioredis";
import { Archive, Rater } from "./agents.js";
import { GROUP, incomingFields, OUTGOING, passedOn, payload, topology } from "./order.js";

const TICK_MS = 10;
const WARM_UP = 0.2;

const { values } = parseArgs({
  options: { arm: { type: "string" }, url: { type: "string" }, rate: { type: "string" }, seconds: { type: "string" } },
});
const { arm, url } = values;
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];

const sentAt = [];
const latencies = [];
const arrived = (number) => {
  latencies[number] = performance.now() - sentAt[number];
};
/** The number of an event travels in its price. */
const priced = (number) => ({ ...payload(number), [FieldName.PRICE]: number + 1 });

/** Adds an event to the stream that the first agent reads. */
const sender = (redis) => (number) => {
  const fields = { ...incomingFields(number), [FieldName.DATA]: JSON.stringify(priced(number)) };
  return redis.xadd(GROUP.stream, "*", ...Object.entries(fields).flat());
};

/** Two loops, each a batch at a time as it comes: read, then add and acknowledge in one pipeline. */
async function pipeline() {
  const connect = () => new Redis(url, { replyMapping: "legacy" });
  const commands = connect();
  const group = "bench";
  for (const stream of [GROUP.stream, OUTGOING]) await commands.xgroup("CREATE", stream, group, "$", "MKSTREAM");
  const loop = async (stream, pass) => {
    const reader = connect();
    for (;;) {
      const [[, entries] = [stream, []]] =
        (await reader.xreadgroup("GROUP", group, "me", "COUNT", 64, "BLOCK", 1000, "STREAMS", stream, ">")) ?? [];
      const batch = commands.pipeline();
      for (const [id, fields] of entries) {
        pass(fields, batch);
        batch.xack(stream, group, id);
      }
      await batch.exec();
    }
  };
  loop(GROUP.stream, (fields, batch) => batch.xadd(OUTGOING, "*", ...passedOn(fields)));
  loop(OUTGOING, (fields) => {
    const data = JSON.parse(fields[fields.indexOf(FieldName.DATA) + 1]);
    arrived(data[FieldName.PRICE] - 1);
  });
  return sender(connect());
}

async function handoff() {
  const { store, states } = await openRedisStore({ url });
  const { logStructured } = createLogger();
  const agents = [new Rater(), new Archive(({ [FieldName.DATA]: data }) => arrived(data[FieldName.PRICE] - 1))];
  await createRuntime({ topology, agents, store, states, log: logStructured }).start();
  return sender(new Redis(url));
}

async function bullmq() {
  const connect = () => new Redis(url, { maxRetriesPerRequest: null });
  const incoming = new Queue("incoming", { connection: connect() });
  const outgoing = new Queue("outgoing", { connection: connect() });
  const options = () => ({ connection: connect(), concurrency: 64, removeOnComplete: { count: 0 } });
  const rater = new Worker(
    "incoming",
    ({ data }) => outgoing.add("signal_rated", data).then(() => undefined),
    options(),
  );
  const archive = new Worker("outgoing", async ({ data }) => arrived(data[FieldName.PRICE] - 1), options());
  await Promise.all([rater.waitUntilReady(), archive.waitUntilReady()]);
  return (number) => incoming.add("signal_seen", priced(number));
}

const send = await { pipeline, full: handoff, bullmq }[arm]();
const events = rate * seconds;
const startedAt = performance.now();
for (let number = 0; number < events;) {
  const due = Math.min(events, Math.floor(((performance.now() - startedAt) / 1000) * rate) + 1);
  for (; number < due; number += 1) {
    sentAt[number] = performance.now();
    send(number).catch((error) => {
      process.stdout.write(JSON.stringify({ failure: error.stack }));
      process.exit();
    });
  }
  await sleep(TICK_MS);
}
for (let waits = 0; waits < 500 && latencies.filter((each) => each !== undefined).length < events; waits += 1) {
  await sleep(20);
}
const measured = latencies.slice(Math.floor(events * WARM_UP)).toSorted((left, right) => left - right);
const at = (share) => Number(measured[Math.min(measured.length - 1, Math.floor(measured.length * share))].toFixed(2));
process.stdout.write(
  JSON.stringify({
    arrived: latencies.filter((each) => each !== undefined).length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  }),
);
process.exit();
