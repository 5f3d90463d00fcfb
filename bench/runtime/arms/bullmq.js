import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { payload } from "../order.js";

/** A job of one queue processed and one added to the next, with BullMQ's own guarantees: locks, retries, events. */
export async function bullmq({ url, batch, events }) {
  const connect = () => new Redis(url, { maxRetriesPerRequest: null });
  const outgoing = new Queue("outgoing", { connection: connect() });
  let hops = 0;
  let done;
  const finished = new Promise((resolve) => {
    done = resolve;
  });
  const worker = new Worker(
    "incoming",
    async ({ data }) => {
      await outgoing.add("signal_rated", { ...data, rated: true }, { removeOnComplete: true });
    },
    { connection: connect(), concurrency: batch, autorun: false, removeOnComplete: { count: 0 } },
  );
  worker.on("completed", () => {
    hops += 1;
    if (hops === events) done();
  });
  await worker.waitUntilReady();
  return {
    run: async () => {
      void worker.run();
      await finished;
      return hops;
    },
    close: async () => {
      await worker.close();
      await outgoing.close();
    },
  };
}

/** What is there before the run. */
export async function fillQueue({ url, events }) {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const incoming = new Queue("incoming", { connection });
  for (let from = 0; from < events; from += 1_000) {
    const size = Math.min(1_000, events - from);
    await incoming.addBulk(
      Array.from({ length: size }, (_, index) => ({ name: "signal_seen", data: payload(from + index) })),
    );
  }
  await incoming.close();
  connection.disconnect();
}
