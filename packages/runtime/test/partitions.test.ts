import { FieldName } from "@handoff/contracts";
import {
  DeadLetterQueue,
  HandoffErrorCode,
  openMemoryStore,
  type PartitionedMemoryStore,
  type RunnableAgent,
  type Runtime,
  type RuntimeOptions,
  traceLineage,
} from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, labTopology, passOn, resultFields, Reviewer, TRACE } from "./lab.js";
import * as LabField from "./lab-field.js";

const PARTITIONS = 4;
/** One sample for each partition, by its number: see `conformance/checks/partitions.ts`. */
const OF_PARTITION = ["S-3", "S-2", "S-1", "S-4"] as const;

let bench: Bench;
let opened: PartitionedMemoryStore;
beforeEach(() => {
  bench = new Bench();
  opened = openMemoryStore({ clock: bench.clock, partitions: PARTITIONS, partitionBy: LabField.SAMPLE });
});
afterEach(() => bench.stop());

function start(agents: readonly RunnableAgent[], options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  return bench.start(agents, { store: opened.store, states: opened.states, startFrom: "0", ...options });
}

/** Adds a result of each sample, as another service would that writes no event id. */
async function add(...samples: readonly string[]): Promise<void> {
  for (const [index, sample] of samples.entries()) {
    const eventId = `${sample}/${String(bench.clock.now())}/${String(index)}`;
    await opened.store.append({ stream: "results", fields: resultFields(sample), eventId });
  }
}

async function samplesOn(stream: string, store: Pick<typeof opened.store, "range"> = opened.store): Promise<string[]> {
  const entries = await store.range({ stream, from: "-", to: "+", count: 1_000 });
  return entries.map(({ fields }) => {
    const payload = JSON.parse(fields[FieldName.DATA] ?? "{}") as { [LabField.SAMPLE]: string };
    return payload[LabField.SAMPLE];
  });
}

describe("a runtime on a partitioned store", () => {
  it("reads every partition, and what it publishes stays in the partition of its input", async () => {
    await start([new Reviewer(passOn)]);
    await add(...OF_PARTITION, ...OF_PARTITION);
    await bench.clock.advance(1_000);
    for (const [number, sample] of OF_PARTITION.entries()) {
      expect(await samplesOn("reviews", opened.store.partitions[number])).toEqual([sample, sample]);
    }
    const [state] = await opened.store.inspect(["results"]);
    expect(state?.groups).toMatchObject([{ lag: 0, pending: 0, consumers: PARTITIONS }]);
    expect(await opened.states.get("Reviewer")).toMatchObject({ events: 8, errors: 0 });
  });

  it("tells entries with their partition, and never takes two events for one", async () => {
    const ids: string[] = [];
    await start([
      new Reviewer((event, traceId, context) => {
        ids.push(context.eventId);
        return passOn(event, traceId, context);
      }),
    ]);
    await add(...OF_PARTITION);
    await bench.clock.advance(1_000);
    // The clock stood still: the four entries have the same id, each in its stream.
    const entryId = `${String(1_700_000_000_000)}-0`;
    expect(ids.sort()).toEqual([0, 1, 2, 3].map((number) => `results/${entryId}@${String(number)}`));
    const told = bench.of("handed_off").map(({ input, outputs }) => [input.entryId, outputs[0]?.id.split("@")[1]]);
    expect(told.sort()).toEqual([0, 1, 2, 3].map((number) => [`${entryId}@${String(number)}`, String(number)]));
  });

  it("reads only the partitions that it is told to", async () => {
    await start([new Reviewer(passOn)], { partitions: [1, 3] });
    await add(...OF_PARTITION);
    await bench.clock.advance(1_000);
    expect((await samplesOn("reviews")).sort()).toEqual([OF_PARTITION[1], OF_PARTITION[3]].sort());
    await start([new Reviewer(passOn)], { partitions: [0, 2] });
    await bench.clock.advance(1_000);
    expect((await samplesOn("reviews")).sort()).toEqual([...OF_PARTITION].sort());
  });

  it.each([[[]], [[4]], [[0, 4]], [[-1]], [[0.5]]])("refuses to read the partitions %j of four", async (partitions) => {
    await expect(start([new Reviewer(passOn)], { partitions })).rejects.toMatchObject({
      code: HandoffErrorCode.OPTION_INVALID,
      message: expect.stringMatching(/^OPTION_INVALID: partitions are \[.*\]\. Give some of 0 to 3\./),
    });
  });

  it("refuses partitions of a store that has none", async () => {
    await expect(bench.start([new Reviewer(passOn)], { partitions: [0] })).rejects.toThrow(
      "OPTION_INVALID: partitions are given for a store without.",
    );
  });

  it("pauses and resumes an agent in all of its partitions", async () => {
    const runtime = await start([new Reviewer(passOn)]);
    await bench.clock.advance(10);
    runtime.pause("Reviewer");
    await bench.clock.advance(5_000);
    await add(...OF_PARTITION);
    await bench.clock.advance(5_000);
    expect(await samplesOn("reviews")).toEqual([]);
    runtime.resume();
    await bench.clock.advance(5_000);
    expect(await samplesOn("reviews")).toHaveLength(4);
  });

  it("gives what is in hand back in every partition when it drains", async () => {
    const runtime = await start([new Reviewer(() => new Promise<never>(() => undefined))], {
      limits: { drainMs: 100 },
    });
    await add(...OF_PARTITION);
    await bench.clock.advance(1_000);
    await bench.clock.run(runtime.stop());
    await start([new Reviewer(passOn)]);
    await bench.clock.advance(1_000);
    expect(await samplesOn("reviews")).toHaveLength(4);
  });

  it("has one breaker an agent: failures in any partition open it for all, and one probe closes it", async () => {
    const outage = { on: true, calls: 0, at: 0, most: 0 };
    const agent = new Reviewer(async (event, traceId, context) => {
      outage.calls++;
      outage.most = Math.max(outage.most, ++outage.at);
      await bench.clock.sleep(100);
      outage.at--;
      if (outage.on) throw new Error("assay offline");
      return passOn(event, traceId, context);
    });
    await add(...OF_PARTITION, ...OF_PARTITION);
    await start([agent], { breaker: { failureThreshold: 4, resetTimeoutMs: 60_000 }, limits: { concurrency: 1 } });
    await bench.clock.advance(30_000);
    // Each partition had begun another one when the fourth failure came.
    const { calls } = outage;
    expect(calls).toBeLessThanOrEqual(7);
    expect(bench.of("breaker_changed").map(({ state }) => state)).toEqual(["open"]);
    outage.most = 0;
    await bench.clock.advance(240_000);
    const halfOpen = bench.of("breaker_changed").filter(({ state }) => state === "half_open");
    expect(halfOpen.length).toBeGreaterThan(2);
    expect([outage.calls - calls, outage.most]).toEqual([halfOpen.length, 1]);
    outage.on = false;
    await bench.clock.advance(300_000);
    expect(await samplesOn("reviews")).toHaveLength(8);
    expect(await samplesOn("dlq_events")).toEqual([]);
  });
});

describe("dead letters of a partitioned store", () => {
  it("tell their partition, and are replayed within it", async () => {
    let broken = true;
    const ids: string[] = [];
    const agent = new Reviewer((event, traceId, context) => {
      if (broken) throw new Error("assay offline");
      ids.push(context.eventId);
      return passOn(event, traceId, context);
    });
    await start([agent], { limits: { retries: 0 } });
    await add(OF_PARTITION[1], OF_PARTITION[3]);
    await bench.clock.advance(120_000);
    const queue = new DeadLetterQueue({ store: opened.store, topology: labTopology, clock: bench.clock });
    const { letters } = await queue.list();
    expect(letters.map(({ id }) => id.split("@")[1]).sort()).toEqual(["1", "3"]);
    const { id = "" } = letters.find((letter) => letter.id.endsWith("@3")) ?? {};
    const inspected = await queue.inspect(id);
    expect(inspected?.record?.[FieldName.ENTRY_ID]).toMatch(/@3$/);
    expect(inspected?.event?.[FieldName.DATA]).toMatchObject({ [LabField.SAMPLE]: OF_PARTITION[3] });
    expect(inspected?.lineage).toBeUndefined();

    broken = false;
    const [replayed] = await queue.replay(id);
    expect(replayed).toMatchObject({ id, outcome: "replayed", stream: "results" });
    await bench.clock.advance(1_000);
    expect(await samplesOn("reviews", opened.store.partitions[3])).toEqual([OF_PARTITION[3]]);
    // What had no id of its own goes on as what it was known by, in its partition.
    expect(ids).toEqual([`results/${inspected?.record?.[FieldName.ENTRY_ID] ?? ""}`]);
    expect(await queue.replayAll()).toMatchObject({ replayed: 1, refused: 0 });
    await bench.clock.advance(1_000);
    expect(await samplesOn("reviews")).toHaveLength(2);
    expect((await queue.list({ state: "resolved" })).letters).toHaveLength(2);
    expect(await queue.purge()).toBe(2);
  });

  it("are those that a hand-written agent gives up, where it names the entry with its partition", async () => {
    const queue = new DeadLetterQueue({ store: opened.store, topology: labTopology, clock: bench.clock });
    await opened.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "0" }]);
    const delivery = { stream: "results", entryId: "5-1@2", group: "reviewing_agents", agent: "Reviewer" };
    await queue.deadLetter(resultFields(OF_PARTITION[0]), new Error("by hand"), delivery);
    await queue.deadLetter(resultFields(OF_PARTITION[0]), new Error("again"), delivery);
    const { letters } = await queue.list();
    expect(letters.map(({ id }) => id.split("@")[1])).toEqual(["2"]);
    expect(await traceLineage(opened.store, TRACE)).toBeUndefined();
    await queue.replay(letters[0]?.id ?? "");
    expect(await samplesOn("results", opened.store.partitions[2])).toEqual([OF_PARTITION[0]]);
  });

  it("are asked for with their partition: another id is refused", async () => {
    const queue = new DeadLetterQueue({ store: opened.store, topology: labTopology });
    for (const id of ["5-1", "5-1@4"]) {
      await expect(queue.replay(id)).rejects.toMatchObject({ code: HandoffErrorCode.OPTION_INVALID });
      await expect(queue.discard(id)).rejects.toMatchObject({ code: HandoffErrorCode.OPTION_INVALID });
      await expect(queue.inspect(id)).rejects.toMatchObject({ code: HandoffErrorCode.OPTION_INVALID });
    }
  });
});

describe("openMemoryStore", () => {
  it.each([0, -1, 1.5, 1_025, Number.NaN])("refuses %d partitions", (partitions) => {
    expect(() => openMemoryStore({ partitions })).toThrow(
      `OPTION_INVALID: partitions is ${String(partitions)}. Give a whole number from 1 to 1024.`,
    );
  });

  it("refuses a key without a name", () => {
    expect(() => openMemoryStore({ partitions: 2, partitionBy: "" })).toThrow("OPTION_INVALID: partitionBy is empty.");
  });
});
