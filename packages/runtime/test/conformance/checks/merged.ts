import { expect } from "vitest";
import { HandoffErrorCode } from "../../../src/errors.js";
import { parsePlacedId } from "../../../src/ports/placed-id.js";
import type { PartitionedCheck, PartitionedFixture } from "../partitioned-store.js";
import { append, carried, carrying, everything, hop, ONE, settlement, WORK } from "../steps.js";
import { ofSample, partition } from "./partitions.js";

const LETTERS = "letters";
const AT = 5_000;

/** A dead letter in each of some partitions, with its text; yields their ids as the whole tells them. */
async function giveUp(
  { whole }: PartitionedFixture,
  letters: readonly (readonly [partition: number, text: string])[],
): Promise<string[]> {
  await whole.ensureGroups([{ ...WORK, startFrom: "$" }]);
  const ids: string[] = [];
  for (const [number, text] of letters) {
    const [id = ""] = await append(partition(whole, number), [text], LETTERS);
    ids.push(`${id}@${number}`);
  }
  return ids;
}

export const mergedChecks: Readonly<Record<string, PartitionedCheck>> = {
  "a range has the entries of all partitions in their order, either way": async (fixture) => {
    const { whole } = fixture;
    await fixture.numberFrom(1, LETTERS, "9999999999999-0");
    await fixture.numberFrom(3, LETTERS, "9999999999999-0");
    await fixture.numberFrom(0, LETTERS, "9999999999998-8");
    const near = [
      [3, "d"],
      [1, "b"],
      [0, "a"],
      [1, "e"],
    ] as const;
    for (const [number, text] of near) await append(partition(whole, number), [text], LETTERS);
    const all = await everything(whole, LETTERS);
    expect(all.map(({ id }) => id.split("@")[1])).toEqual(["0", "1", "3", "1"]);
    expect(carried(all)).toEqual(["a", "b", "d", "e"]);
    const back = await whole.range({ stream: LETTERS, from: "-", to: "+", count: 2, reverse: true });
    expect(carried(back)).toEqual(["e", "d"]);
  },

  "a range goes on after any of its entries, also between equal ids": async (fixture) => {
    const { whole } = fixture;
    for (const number of [1, 2, 3]) {
      await fixture.numberFrom(number, LETTERS, "9999999999999-0");
      await append(partition(whole, number), [String(number)], LETTERS);
    }
    const [first, second, third] = (await everything(whole, LETTERS)).map(({ id }) => id);
    expect([first, second, third].map((id) => id?.slice(-2))).toEqual(["@1", "@2", "@3"]);
    const from = (bound: string) => whole.range({ stream: LETTERS, from: bound, to: "+", count: 10 });
    const to = (bound: string) => whole.range({ stream: LETTERS, from: "-", to: bound, count: 10, reverse: true });
    expect(carried(await from(second ?? ""))).toEqual(["2", "3"]);
    expect(carried(await from(`(${second ?? ""}`))).toEqual(["3"]);
    expect(carried(await to(second ?? ""))).toEqual(["2", "1"]);
    expect(carried(await to(`(${second ?? ""}`))).toEqual(["1"]);
    const one = await whole.range({ stream: LETTERS, from: second ?? "", to: second ?? "", count: 10 });
    expect(carried(one)).toEqual(["2"]);
  },

  "streams and groups are the sums of those of the partitions": async (fixture) => {
    const { whole } = fixture;
    await fixture.numberFrom(1, WORK.stream, "9999999999999-0");
    await fixture.numberFrom(2, WORK.stream, "9999999999998-0");
    await whole.ensureGroups([{ ...WORK, startFrom: "0" }]);
    for (const [index, sample] of ["S-1", "S-2", "S-2", "S-3"].entries()) {
      await whole.append(ofSample(sample, String(index)));
    }
    const [first] = await partition(whole, 2).read({ ...ONE, count: 1, blockMs: 0 });
    const [second] = await partition(whole, 1).read({ ...ONE, count: 1, blockMs: 0 });
    const [state, other] = await whole.inspect([WORK.stream, "results"]);
    expect(state).toMatchObject({ stream: WORK.stream, length: 4 });
    expect(state?.groups).toEqual([
      {
        ...WORK,
        lag: 2,
        pending: 2,
        consumers: 2,
        lastDeliveredId: `${second?.id ?? ""}@1`,
        oldestPendingId: `${first?.id ?? ""}@2`,
      },
    ]);
    expect(other).toEqual({ stream: "results", length: 0, groups: [] });
  },

  "a hop is found in whichever partition it is, with where its entries are": async ({ whole }) => {
    await whole.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const root = { traceId: "root", agent: "Source", outcome: "published", at: 1_000 } as const;
    const { entryId = "" } = await whole.append(ofSample("S-2", "a", root));
    const store = partition(whole, 1);
    const [delivery] = await store.read({ ...ONE, count: 1, blockMs: 0 });
    const input = { stream: WORK.stream, entryId: delivery?.id ?? "" };
    const settled = { ...settlement(input.entryId, "b"), hop: { ...hop("trace-b"), input } };
    const [done] = await store.handOff({ ...ONE, settlements: [settled] });
    expect(await whole.hop("root")).toEqual({ ...root, outputs: [{ stream: WORK.stream, entryId }] });
    expect(await whole.children("root")).toEqual(["trace-b"]);
    expect(await whole.hop("trace-b")).toMatchObject({
      input: { stream: WORK.stream, entryId },
      outputs: [{ stream: "results", entryId: `${done?.outputIds[0] ?? ""}@1` }],
    });
    expect(await whole.hop("nowhere")).toBeUndefined();
  },

  "dead letters are resolved in their partitions, the answers in the order asked": async (fixture) => {
    const { whole } = fixture;
    const [a = "", b = "", c = ""] = await giveUp(fixture, [
      [3, "a"],
      [1, "b"],
      [3, "c"],
    ]);
    const replay = { ...WORK, fields: carrying("again"), once: "b" };
    const resolved = await whole.resolve({
      stream: LETTERS,
      letters: [{ id: c }, { id: b, replay }, { id: a }],
      at: AT,
    });
    expect(resolved).toMatchObject([
      { id: c, kind: "resolved", fresh: true, resolution: { id: c, at: AT } },
      { id: b, kind: "resolved", fresh: true },
      { id: a, kind: "resolved", fresh: true },
    ]);
    const [entry] = await everything(whole, WORK.stream);
    expect(parsePlacedId(entry?.id ?? "").partition).toBe(1);
    expect(await whole.resolution(LETTERS, b)).toMatchObject({
      id: b,
      replay: { stream: WORK.stream, entryId: entry?.id },
    });
    expect(await everything(whole, LETTERS)).toEqual([]);
  },

  "what became of dead letters is told in the order of the time, a page at a time": async (fixture) => {
    const { whole } = fixture;
    const ids = await giveUp(fixture, [
      [0, "a"],
      [2, "b"],
      [0, "c"],
      [1, "d"],
      [2, "e"],
    ]);
    for (const [index, id] of ids.entries()) {
      await whole.resolve({ stream: LETTERS, letters: [{ id }], at: AT + 10 * index });
    }
    const told: string[] = [];
    for (let before: number | undefined; ;) {
      const page = await whole.resolutions({ stream: LETTERS, count: 2, ...(before === undefined ? {} : { before }) });
      told.push(...page.map(({ id }) => id));
      before = page.at(-1)?.position;
      if (page.length < 2) break;
    }
    expect(told).toEqual(ids.toReversed());
  },

  "dead letters are purged in their partitions": async (fixture) => {
    const { whole } = fixture;
    const [a = "", b = "", c = ""] = await giveUp(fixture, [
      [0, "a"],
      [2, "b"],
      [3, "c"],
    ]);
    await whole.resolve({ stream: LETTERS, letters: [{ id: a }], at: AT });
    expect(await whole.purge(LETTERS, [c, "1-1@1", a])).toEqual([c, a]);
    expect(carried(await everything(whole, LETTERS))).toEqual(["b"]);
    expect(await whole.resolution(LETTERS, a)).toBeUndefined();
    expect(await whole.purge(LETTERS, [b])).toEqual([b]);
  },

  "an id that does not say its partition is refused, and nothing is done": async (fixture) => {
    const { whole } = fixture;
    const [placed = ""] = await giveUp(fixture, [[1, "a"]]);
    for (const id of [placed.split("@")[0] ?? "", "1-1@4", "1@1", "@1", `${placed}@1`]) {
      const refused = { code: HandoffErrorCode.OPTION_INVALID };
      const letters = [{ id: placed }, { id }];
      await expect(whole.resolve({ stream: LETTERS, letters, at: AT })).rejects.toMatchObject(refused);
      await expect(whole.resolution(LETTERS, id)).rejects.toMatchObject(refused);
      await expect(whole.purge(LETTERS, [placed, id])).rejects.toMatchObject(refused);
    }
    expect(carried(await everything(whole, LETTERS))).toEqual(["a"]);
  },

  "an agent's counts are the sum of what it did in all partitions": async ({ whole, states }) => {
    await states.register("Worker", 1_000);
    await states.keepBreaker("Worker", { kind: "closed", failures: 0 });
    for (const [index, store] of whole.partitions.entries()) {
      const activity = { agentId: "Worker", events: 2, errors: index, at: 2_000 + index };
      await store.handOff({ ...ONE, settlements: [], activity });
    }
    await states.record({ agentId: "Worker", events: 0, errors: 0, at: 1_500 });
    const expected = {
      agentId: "Worker",
      events: 8,
      errors: 6,
      registeredAt: 1_000,
      lastEventAt: 2_003,
      heartbeatAt: 2_003,
      breaker: { kind: "closed", failures: 0 },
    };
    expect(await states.get("Worker")).toEqual(expected);
    expect(await states.list()).toEqual([expected]);
    await states.stop("Worker", 3_000);
    expect(await states.get("Worker")).toMatchObject({ stoppedAt: 3_000 });
    await states.register("Worker", 4_000);
    expect(await states.get("Worker")).not.toHaveProperty("stoppedAt");
  },

  "closing closes every partition, once": async ({ whole }) => {
    await whole.close();
    await whole.close();
    for (const store of whole.partitions) {
      await expect(store.inspect([WORK.stream])).rejects.toMatchObject({ code: HandoffErrorCode.STORE_UNAVAILABLE });
    }
    await expect(whole.append(ofSample("S-1", "a"))).rejects.toMatchObject({
      code: HandoffErrorCode.STORE_UNAVAILABLE,
    });
  },
};
