import { expect } from "vitest";
import { MAX_TRIM, type TrimRequest } from "../../../src/ports/retention.js";
import type { Checks, StoreFixture } from "../fixture.js";
import { append, carried, deliver, everything, LONG_MS, ONE, settlement, TWO, WORK } from "../steps.js";

const TRIM: TrimRequest = { stream: WORK.stream, groups: [WORK.group], keepNewest: 0, minAgeMs: 0, count: MAX_TRIM };

/** Adds entries with these texts; the group has had them all, and acknowledged all but those named. */
async function work(
  { store }: StoreFixture,
  texts: readonly string[],
  unsettled: readonly string[] = [],
): Promise<void> {
  const deliveries = await deliver({ store }, texts);
  for (const [index, text] of texts.entries()) {
    if (unsettled.includes(text)) continue;
    await store.handOff({ ...ONE, settlements: [settlement(deliveries[index]?.id ?? "", text)] });
  }
}

export const retentionChecks: Checks = {
  "a trim removes what every group has had and acknowledged": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a", "b", "c"]);
    await append(store, ["d"]);
    expect(await store.trim(TRIM)).toBe(3);
    expect(carried(await everything(store, WORK.stream))).toEqual(["d"]);
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["d"]);
  },

  "a trim stops at the first entry that is pending": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a", "b", "c", "d"], ["b"]);
    expect(await store.trim(TRIM)).toBe(1);
    expect(carried(await everything(store, WORK.stream))).toEqual(["b", "c", "d"]);
    expect(carried(await store.claim({ ...TWO, count: 10, minIdleMs: 0 }))).toEqual(["b"]);
  },

  "a trim waits for every group of the stream, whoever made it": async (fixture) => {
    const { store } = fixture;
    await store.ensureGroups([{ ...WORK, group: "late", startFrom: "0" }]);
    await work(fixture, ["a", "b", "c"]);
    expect(await store.trim(TRIM)).toBe(0);
    const late = { ...ONE, group: "late" };
    const deliveries = await store.read({ ...late, count: 2, blockMs: 0 });
    expect(await store.trim(TRIM)).toBe(0);
    await store.handOff({ ...late, settlements: deliveries.map(({ id }) => settlement(id, `late ${id}`)) });
    expect(await store.trim(TRIM)).toBe(2);
    expect(carried(await store.read({ ...late, count: 10, blockMs: 0 }))).toEqual(["c"]);
  },

  "a trim keeps the newest, as many as it is told": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a", "b", "c", "d"]);
    expect(await store.trim({ ...TRIM, keepNewest: 4 })).toBe(0);
    expect(await store.trim({ ...TRIM, keepNewest: 9 })).toBe(0);
    expect(await store.trim({ ...TRIM, keepNewest: 3 })).toBe(1);
    expect(carried(await everything(store, WORK.stream))).toEqual(["b", "c", "d"]);
  },

  "a trim keeps what is younger than it is told": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a"]);
    expect(await store.trim({ ...TRIM, minAgeMs: 60_000 })).toBe(0);
    await fixture.waitIdle(60);
    expect(await store.trim({ ...TRIM, minAgeMs: 50 })).toBe(1);
  },

  "a trim removes at most its count": async (fixture) => {
    const { store } = fixture;
    const texts = Array.from({ length: 250 }, (_, index) => String(index));
    await work(fixture, texts);
    expect(await store.trim({ ...TRIM, count: 210 })).toBe(210);
    expect(carried(await everything(store, WORK.stream))).toEqual(texts.slice(210));
    expect(await store.trim({ ...TRIM, count: 210 })).toBe(40);
  },

  "a trim leaves a stream alone that no group reads, or a group of which is missing": async (fixture) => {
    const { store, foreign } = fixture;
    await append(store, ["a"], "audit");
    expect(await store.trim({ ...TRIM, stream: "audit", groups: [] })).toBe(0);
    expect(await store.trim({ ...TRIM, stream: "nothing", groups: [] })).toBe(0);
    await store.ensureGroups([{ ...WORK, group: "other", startFrom: "$" }]);
    await work(fixture, ["b"]);
    const other = { ...ONE, group: "other" };
    const [delivery] = await store.read({ ...other, count: 1, blockMs: 0 });
    await store.handOff({ ...other, settlements: [settlement(delivery?.id ?? "", "other")] });
    await foreign.destroyGroup(WORK);
    expect(await store.trim(TRIM)).toBe(0);
    expect(carried(await everything(store, "audit"))).toEqual(["a"]);
    expect(carried(await everything(store, WORK.stream))).toEqual(["b"]);
  },

  "a trim that makes no sense is refused, and nothing is removed": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a"]);
    for (const wrong of [
      { count: 0 },
      { count: MAX_TRIM + 1 },
      { keepNewest: -1 },
      { keepNewest: 0.5 },
      { minAgeMs: -1 },
    ]) {
      await expect(store.trim({ ...TRIM, ...wrong })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
    expect(await everything(store, WORK.stream)).toHaveLength(1);
  },

  "a reap removes consumers that hold nothing and have been idle": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a"]);
    expect(await store.reap({ ...WORK, idleMs: LONG_MS })).toEqual([]);
    await fixture.waitIdle(100);
    await append(store, ["b"]);
    const [delivery] = await store.read({ ...TWO, count: 1, blockMs: 0 });
    await store.handOff({ ...TWO, settlements: [settlement(delivery?.id ?? "", "b")] });
    expect(await store.reap({ ...WORK, idleMs: 90 })).toEqual(["one"]);
    expect(await store.reap({ ...WORK, idleMs: 0 })).toEqual(["two"]);
    expect(await store.inspect([WORK.stream])).toMatchObject([{ groups: [{ consumers: 0 }] }]);
  },

  "a reap never removes a consumer that holds an entry": async (fixture) => {
    const { store } = fixture;
    await work(fixture, ["a", "b"], ["b"]);
    expect(await store.reap({ ...WORK, idleMs: 0 })).toEqual([]);
    expect(carried(await store.claim({ ...TWO, count: 10, minIdleMs: 0 }))).toEqual(["b"]);
    expect(await store.reap({ ...WORK, idleMs: 0 })).toEqual(["one"]);
  },

  "a consumer that waits while it is reaped gets what comes, and can settle it": async (fixture) => {
    const { store } = fixture;
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const read = store.read({ ...ONE, count: 10, blockMs: 20_000 });
    await fixture.waitIdle(100);
    expect(await store.reap({ ...WORK, idleMs: 0 })).toEqual(["one"]);
    await append(store, ["a"]);
    const [delivery] = await read;
    expect(await store.handOff({ ...ONE, settlements: [settlement(delivery?.id ?? "", "a")] })).toMatchObject([
      { settled: true },
    ]);
  },

  "a reap of a group that does not exist finds nobody; one that makes no sense is refused": async ({ store }) => {
    expect(await store.reap({ ...WORK, idleMs: 0 })).toEqual([]);
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    expect(await store.reap({ ...WORK, group: "others", idleMs: 0 })).toEqual([]);
    await expect(store.reap({ ...WORK, idleMs: -1 })).rejects.toMatchObject({ code: "OPTION_INVALID" });
  },
};
