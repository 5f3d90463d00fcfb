import { randomUUID } from "node:crypto";
import * as FieldName from "@handoff/contracts/field-name";
import { createLogger, createRuntime, openRedisStore } from "@handoff/runtime";
import { Rater } from "../agents.js";
import { GROUP, topology } from "../order.js";

const CONSUMER = { stream: GROUP.stream, group: GROUP.group, consumer: "bench" };

/** The fenced step alone, with lineage: nothing parsed, checked or logged. */
export async function fenced({ url, batch }) {
  const { store, close } = await openRedisStore({ url });
  const read = () => store.read({ ...CONSUMER, count: batch, blockMs: 0 });
  return {
    run: async () => {
      let hops = 0;
      for (let entries = await read(); entries.length > 0; entries = await read()) {
        const at = Date.now();
        const settlements = entries.map(({ id, fields }) => {
          const traceId = randomUUID();
          const published = { ...fields, [FieldName.TYPE]: "signal_rated", [FieldName.TRACE_ID]: traceId };
          return {
            entryId: id,
            outputs: [{ stream: "outgoing", fields: published }],
            hop: {
              traceId,
              parentTraceId: fields[FieldName.TRACE_ID],
              agent: "Rater",
              input: { stream: GROUP.stream, entryId: id },
              outcome: "handed_off",
              at,
              latencyMs: 1,
            },
          };
        });
        await store.handOff({ ...CONSUMER, settlements });
        hops += entries.length;
      }
      return hops;
    },
    close,
  };
}

/** Everything: both events checked, a trace id a hop, lineage, registry, breaker, a log line a hop, leases, fences. */
export async function full({ url, batch, events }) {
  const { store, states, close } = await openRedisStore({ url });
  const logger = createLogger();
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
    limits: { batchSize: batch },
    log: logger.logStructured,
    observe: ({ kind }) => {
      if (kind !== "handed_off") return;
      hops += 1;
      if (hops === events) done();
    },
  });
  return {
    run: async () => {
      await runtime.start();
      await finished;
      return hops;
    },
    close: async () => {
      await runtime.stop();
      logger.flush();
      await close();
    },
  };
}
