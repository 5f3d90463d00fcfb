import { defineEvent, defineTopology, type EntryFields, FieldName, type InputOf } from "@handoff/contracts";
import {
  Agent,
  type AgentStateStore,
  createRuntime,
  DeadLetterQueue,
  type EventStore,
  openMemoryStore,
  type WorkContext,
} from "@handoff/runtime";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { resultFields } from "../lab.js";
import * as LabField from "../lab-field.js";
import { redisPlace } from "../redis-fixture.js";

const GOOD = 450;
const POISON = { notJson: 13, wrongSchema: 13, throws: 12, exits: 12 } as const;
const RETRIES = 2;
const LEASE_MS = 1_000;
const GROUP = { stream: "results", group: "reviewing_agents" };

/** The reviewing agent's topology, its result with a level of this schema. */
function topologyOf<Level extends z.ZodType<string | number>>(level: Level) {
  const data = z.object({ [LabField.SAMPLE]: z.string(), [LabField.LEVEL]: level });
  return defineTopology({
    streams: {
      results: [defineEvent({ type: "result", description: "A sample was measured.", fields: LabField, data })],
    },
    agents: { Reviewer: { consumes: "results", group: "reviewing_agents", publishes: [] } },
  });
}
const strict = topologyOf(z.number());
/** Mended: a level may come as text. */
const tolerant = topologyOf(z.union([z.number(), z.string()]));

/** Notes what it has processed; unmended, it fails on every sample that says so. */
class Reviewer<T extends typeof strict | typeof tolerant> extends Agent<T, "Reviewer"> {
  readonly seen: string[] = [];

  override doWork(event: InputOf<T, "Reviewer">, _traceId: string, _context: WorkContext<T, "Reviewer">): void {
    const { [LabField.SAMPLE]: sample } = event[FieldName.DATA] as { readonly [LabField.SAMPLE]: string };
    if (this.topology === strict && sample.startsWith("throws")) throw new Error("assay offline");
    this.seen.push(sample);
  }
}

/** Results of every kind, each with a sample of its own; those that end the process are apart. */
function results(): { readonly exits: EntryFields[]; readonly others: EntryFields[] } {
  const some = (count: number, kind: string, change: (fields: EntryFields, sample: string) => EntryFields) =>
    Array.from({ length: count }, (_, index) => {
      const sample = `${kind} ${String(index)}`;
      return change(resultFields(sample), sample);
    });
  const others = [
    ...some(GOOD, "good", (fields) => fields),
    ...some(POISON.notJson, "not JSON", (fields, sample) => ({ ...fields, [FieldName.DATA]: `{${sample}` })),
    ...some(POISON.wrongSchema, "wrong schema", (fields, sample) => ({
      ...fields,
      [FieldName.DATA]: JSON.stringify({ [LabField.SAMPLE]: sample, [LabField.LEVEL]: "five" }),
    })),
    ...some(POISON.throws, "throws", (fields) => fields),
  ];
  // Every kind everywhere, in an order that is the same each time.
  const mixed = others.map((fields, index) => [(index * 197) % others.length, fields] as const);
  return {
    exits: some(POISON.exits, "exits", (fields) => fields),
    others: mixed.sort(([a], [b]) => a - b).map(([, f]) => f),
  };
}

/** Hands entries to a process that dies with them, again and again, until they have been delivered once too often. */
async function dieOf(store: EventStore, events: readonly EntryFields[]): Promise<void> {
  const doomed = { ...GROUP, consumer: "doomed" };
  for (const [index, fields] of events.entries()) {
    await store.append({ stream: GROUP.stream, fields, eventId: `exits ${String(index)}` });
  }
  await store.read({ ...doomed, count: 1_000, blockMs: 0 });
  for (let death = 1; death < RETRIES + 1; death++) await store.claim({ ...doomed, count: 1_000, minIdleMs: 0 });
  const pending = await store.range({ stream: GROUP.stream, from: "-", to: "+", count: 1_000 });
  await store.giveBack(
    doomed,
    pending.map(({ id }) => ({ id, idleMs: LEASE_MS, deliveries: RETRIES + 1 })),
  );
}

/** Runs the agent until every entry has its outcome. */
async function runToEnd(agent: Reviewer<typeof strict> | Reviewer<typeof tolerant>, place: Place): Promise<void> {
  const runtime = createRuntime({
    topology: agent.topology,
    agents: [agent],
    ...place,
    limits: { retries: RETRIES, leaseMs: LEASE_MS, backoffInitialMs: 1, backoffMaxMs: 5, claimIntervalMs: 20 },
    breaker: { failureThreshold: 1_000 },
  });
  await runtime.start();
  const left = async (): Promise<number> => {
    const [state] = await place.store.inspect([GROUP.stream]);
    return state?.groups.reduce((sum, { lag, pending }) => sum + lag + pending, 0) ?? -1;
  };
  await expect.poll(left, { timeout: 20_000, interval: 20 }).toBe(0);
  await runtime.stop();
}

interface Place {
  readonly store: EventStore;
  readonly states: AgentStateStore;
}

async function fiftyInFiveHundred({ store, states }: Place): Promise<void> {
  const { exits, others } = results();
  await store.ensureGroups([{ ...GROUP, startFrom: "0" }]);
  await dieOf(store, exits);
  for (const [index, fields] of others.entries()) {
    await store.append({ stream: GROUP.stream, fields, eventId: String(index) });
  }
  const before = new Reviewer(strict, "Reviewer");
  await runToEnd(before, { store, states });

  const queue = new DeadLetterQueue({ store, topology: strict });
  const { letters } = await queue.list({ limit: 1_000 });
  const counted = new Map<string, number>();
  for (const letter of letters) {
    if (!("record" in letter)) throw new Error(`${letter.id} is no dead letter.`);
    const { [FieldName.ERROR_CODE]: code = "", [FieldName.RETRY_COUNT]: retries } = letter.record;
    const kind = `${code} after ${String(retries)}`;
    counted.set(kind, (counted.get(kind) ?? 0) + 1);
  }
  expect(Object.fromEntries(counted)).toEqual({
    "DATA_NOT_JSON after 0": POISON.notJson,
    "DATA_INVALID after 0": POISON.wrongSchema,
    [`HANDLER_FAILED after ${String(RETRIES)}`]: POISON.throws,
    [`DELIVERY_LIMIT after ${String(RETRIES + 1)}`]: POISON.exits,
  });
  expect(before.seen).toHaveLength(GOOD);

  const mend = (fields: EntryFields): EntryFields => {
    const [, sample] = /^\{(not JSON \d+)$/.exec(fields[FieldName.DATA] ?? "") ?? [];
    const data = { [LabField.SAMPLE]: sample, [LabField.LEVEL]: 5 };
    return sample === undefined ? fields : { ...fields, [FieldName.DATA]: JSON.stringify(data) };
  };
  expect(await queue.replayAll({}, { mend })).toEqual({ replayed: 50, refused: 0, refusals: [], aborted: false });
  const after = new Reviewer(tolerant, "Reviewer");
  await runToEnd(after, { store, states });
  expect(await queue.list()).toEqual({ letters: [] });
  expect(after.seen).toHaveLength(50);
  expect(new Set([...before.seen, ...after.seen]).size).toBe(GOOD + 50);
}

describe("fifty poison events of four kinds among five hundred", () => {
  it("are given up with the right count, and processed once each when they are replayed, in memory", () =>
    fiftyInFiveHundred(openMemoryStore()));

  it("are given up with the right count, and processed once each when they are replayed, on Redis", async () => {
    const place = await redisPlace();
    try {
      await fiftyInFiveHundred(await place.open());
    } finally {
      await place.dispose();
    }
  });
});
