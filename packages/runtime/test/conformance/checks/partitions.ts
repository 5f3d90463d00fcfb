import { FieldName } from "@handoff/contracts";
import { expect } from "vitest";
import { HandoffErrorCode } from "../../../src/errors.js";
import type { Append, EventStore, Hop } from "../../../src/ports/event-store.js";
import type { PartitionedStore } from "../../../src/ports/partitioned-store.js";
import { parsePlacedId } from "../../../src/ports/placed-id.js";
import type { PartitionedCheck } from "../partitioned-store.js";
import { carried, carrying, everything, ONE, settlement, WORK } from "../steps.js";

/** An event of this sample, as a producer appends it. */
export function ofSample(sample: string, eventId: string, hop?: Hop): Append {
  const data = JSON.stringify({ sample, text: eventId });
  return {
    stream: WORK.stream,
    fields: { [FieldName.TYPE]: "note", [FieldName.DATA]: data },
    eventId,
    ...(hop === undefined ? {} : { hop }),
  };
}

/** The partition with this number. */
export function partition(whole: PartitionedStore, number: number): EventStore {
  const store = whole.partitions[number];
  if (store === undefined) throw new Error(`There is no partition ${number}.`);
  return store;
}

/** How many entries of the stream each partition has. */
async function spread(whole: PartitionedStore): Promise<number[]> {
  return Promise.all(whole.partitions.map(async (store) => (await everything(store, WORK.stream)).length));
}

export const partitionChecks: Readonly<Record<string, PartitionedCheck>> = {
  // Modulo 4: the CRC16 of S-1 is 0x5156, of S-2 0x6135, of S-3 0x7114, of S-4 0x01f3, of the last one 0x6071.
  "an event goes where the CRC16 of its key says, whoever opened the store": async ({ whole }) => {
    const places: (number | undefined)[] = [];
    for (const sample of ["S-1", "S-2", "S-3", "S-4", "é鍵"]) {
      const { entryId = "" } = await whole.append(ofSample(sample, sample));
      places.push(parsePlacedId(entryId).partition);
    }
    expect(places).toEqual([2, 1, 0, 3, 1]);
    expect(await spread(whole)).toEqual([1, 2, 1, 1]);
  },

  "a number is a key as its text is; an envelope has keys as well as a payload": async ({ whole }) => {
    const placeOf = async (fields: Append["fields"], eventId: string): Promise<number | undefined> => {
      const { entryId = "" } = await whole.append({ stream: WORK.stream, fields, eventId });
      return parsePlacedId(entryId).partition;
    };
    const asNumber = await placeOf({ [FieldName.DATA]: '{"sample":7}' }, "a");
    expect(await placeOf({ [FieldName.DATA]: '{"sample":"7"}' }, "b")).toBe(asNumber);
    expect(await placeOf({ sample: "7" }, "c")).toBe(asNumber);
  },

  "an event without the key goes where its idempotency key says": async ({ whole }) => {
    const [byId, asKey] = await Promise.all([
      whole.append({ stream: WORK.stream, fields: carrying("no JSON"), eventId: "S-2" }),
      whole.append(ofSample("S-2", "other")),
    ]);
    expect(parsePlacedId(byId.entryId ?? "").partition).toBe(1);
    expect(parsePlacedId(asKey.entryId ?? "").partition).toBe(1);
  },

  "an event is added once, as in any store": async ({ whole }) => {
    expect(await whole.append(ofSample("S-1", "a"))).toMatchObject({ duplicate: false });
    expect(await whole.append(ofSample("S-1", "a"))).toEqual({ duplicate: true });
    expect(await spread(whole)).toEqual([0, 0, 1, 0]);
  },

  "every partition has the groups, and hands out its own entries": async ({ whole }) => {
    await whole.ensureGroups([{ ...WORK, startFrom: "0" }]);
    for (const sample of ["S-1", "S-2", "S-3", "S-4"]) await whole.append(ofSample(sample, sample));
    for (const store of whole.partitions) {
      expect(await store.read({ ...ONE, count: 10, blockMs: 0 })).toHaveLength(1);
    }
  },

  "an append wakes the read of its partition": async ({ whole }) => {
    await whole.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const read = partition(whole, 1).read({ ...ONE, count: 10, blockMs: 20_000 });
    await whole.append(ofSample("S-2", "a"));
    expect(await read).toHaveLength(1);
  },

  "what a hand-off publishes stays in the partition of its input": async ({ whole }) => {
    await whole.ensureGroups([{ ...WORK, startFrom: "0" }]);
    await whole.append(ofSample("S-2", "a"));
    const store = partition(whole, 1);
    const [delivery] = await store.read({ ...ONE, count: 10, blockMs: 0 });
    const settled = await store.handOff({ ...ONE, settlements: [settlement(delivery?.id ?? "", "out")] });
    expect(settled).toMatchObject([{ settled: true }]);
    expect(carried(await everything(store, "results"))).toEqual(["out"]);
    const [entry] = await everything(whole, "results");
    expect(entry?.id).toBe(`${settled[0]?.outputIds[0] ?? ""}@1`);
  },

  "an entry that follows from another one goes where that one is": async ({ whole }) => {
    const hop: Hop = {
      traceId: "trace-1",
      agent: "Worker",
      input: { stream: WORK.stream, entryId: "1-1@3" },
      outcome: "dead_letter",
      at: 1_000,
    };
    const { entryId = "" } = await whole.append(ofSample("S-1", "letter", hop));
    expect(parsePlacedId(entryId).partition).toBe(3);
    expect(await partition(whole, 3).hop("trace-1")).toMatchObject({ input: { entryId: "1-1" } });
    expect(await whole.hop("trace-1")).toMatchObject({ input: { entryId: "1-1@3" } });
    const beyond = { ...hop, input: { stream: WORK.stream, entryId: "1-1@4" } };
    await expect(whole.append(ofSample("S-1", "beyond", beyond))).rejects.toMatchObject({
      code: HandoffErrorCode.OPTION_INVALID,
    });
  },

  "groups of one partition know nothing of the others'": async ({ whole }) => {
    await partition(whole, 1).ensureGroups([{ ...WORK, startFrom: "0" }]);
    const states = await Promise.all(whole.partitions.map((store) => store.inspect([WORK.stream])));
    expect(states.map(([state]) => state?.groups.length)).toEqual([0, 1, 0, 0]);
  },
};
