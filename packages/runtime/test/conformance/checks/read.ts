import { expect } from "vitest";
import type { Checks } from "../fixture.js";
import { append, carried, deliver, deliverOne, ONE, settlement, TWO, WORK } from "../steps.js";

/** Longer than it takes to get to the point of blocking. */
const SOON_MS = 50;
const READ_ALL = { ...ONE, count: 10, blockMs: 0 };
const BLOCKED = { ...ONE, count: 10, blockMs: 20_000 };

export const readChecks: Checks = {
  "entries are read oldest first, once, and as their first delivery": async (fixture) => {
    const deliveries = await deliver(fixture, ["a", "b", "c"]);
    expect(carried(deliveries)).toEqual(["a", "b", "c"]);
    expect(deliveries.map(({ deliveries: count }) => count)).toEqual([1, 1, 1]);
    expect(await fixture.store.read(READ_ALL)).toEqual([]);
  },

  "a read takes at most its count": async ({ store }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    await append(store, ["a", "b", "c"]);
    expect(carried(await store.read({ ...READ_ALL, count: 2 }))).toEqual(["a", "b"]);
    expect(carried(await store.read({ ...READ_ALL, count: 2 }))).toEqual(["c"]);
  },

  "consumers of a group share its entries": async ({ store, open }) => {
    const other = await open();
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    await append(store, ["a", "b"]);
    expect(carried(await store.read({ ...READ_ALL, count: 1 }))).toEqual(["a"]);
    expect(carried(await other.read({ ...READ_ALL, ...TWO }))).toEqual(["b"]);
  },

  "a blocked read is woken by an append of another process": async ({ store, open, waitIdle }) => {
    const other = await open();
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    const read = store.read(BLOCKED);
    await waitIdle(SOON_MS);
    await append(other, ["a"]);
    expect(carried(await read)).toEqual(["a"]);
  },

  "a blocked read is woken by a hand-off, and gets all its outputs at once": async (fixture) => {
    const { store, waitIdle } = fixture;
    const deliveries = await deliver(fixture, ["a", "b", "c"]);
    const results = { ...TWO, stream: "results" };
    await store.ensureGroups([{ ...results, startFrom: "$" }]);
    const read = store.read({ ...BLOCKED, ...results });
    await waitIdle(SOON_MS);
    await store.handOff({ ...ONE, settlements: deliveries.map(({ id }, index) => settlement(id, String(index))) });
    expect(carried(await read)).toEqual(["0", "1", "2"]);
  },

  "one entry wakes one of two blocked consumers": async ({ store, open, waitIdle }) => {
    const other = await open();
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    const reads = [store.read(BLOCKED), other.read({ ...BLOCKED, ...TWO })];
    await waitIdle(SOON_MS);
    await append(store, ["a"]);
    expect(carried(await Promise.race(reads))).toEqual(["a"]);
    await append(store, ["b"]);
    expect((await Promise.all(reads)).map(carried).toSorted()).toEqual([["a"], ["b"]]);
  },

  "a blocked read that gets nothing ends after its wait": async ({ store, waitIdle }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    const read = store.read({ ...BLOCKED, blockMs: 30 });
    await waitIdle(60);
    expect(await read).toEqual([]);
  },

  "an aborted read ends with nothing, and leaves what comes later to others": async ({ store, waitIdle }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    const abort = new AbortController();
    const read = store.read({ ...BLOCKED, signal: abort.signal });
    await waitIdle(SOON_MS);
    abort.abort();
    expect(await read).toEqual([]);
    await append(store, ["a"]);
    expect(carried(await store.read({ ...READ_ALL, ...TWO }))).toEqual(["a"]);
  },

  "a read that is aborted beforehand reads nothing": async ({ store }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    await append(store, ["a"]);
    expect(await store.read({ ...BLOCKED, signal: AbortSignal.abort() })).toEqual([]);
    expect(carried(await store.read(READ_ALL))).toEqual(["a"]);
  },

  "a vanished group goes on after what it has settled": async (fixture) => {
    const { store, foreign } = fixture;
    const deliveries = await deliver(fixture, ["a", "b"]);
    await store.handOff({ ...ONE, settlements: deliveries.map(({ id }) => settlement(id, id)) });
    await foreign.destroyGroup(WORK);
    await append(store, ["c"]);
    expect(carried(await store.read(READ_ALL))).toEqual(["c"]);
  },

  "a vanished group is handed again what was pending, and what comes after it": async (fixture) => {
    const { store, foreign } = fixture;
    const [first, , third] = await deliver(fixture, ["a", "b", "c"]);
    const settlements = [first, third].map((delivery) => settlement(delivery?.id ?? "", delivery?.id ?? ""));
    await store.handOff({ ...ONE, settlements });
    await foreign.destroyGroup(WORK);
    expect(carried(await store.read(READ_ALL))).toEqual(["b", "c"]);
  },

  "a vanished group goes on for another process, which may tell it to start elsewhere": async (fixture) => {
    const { store, foreign, open } = fixture;
    const [first] = await deliver(fixture, ["a", "b"]);
    await store.handOff({ ...ONE, settlements: [settlement(first?.id ?? "", "a")] });
    for (const startFrom of ["$", "0"]) {
      await foreign.destroyGroup(WORK);
      const other = await open();
      await other.ensureGroups([{ ...WORK, startFrom }]);
      expect(carried(await other.read({ ...READ_ALL, ...TWO }))).toEqual(["b"]);
    }
    await foreign.destroyGroup(WORK);
    expect(carried(await (await open()).read(READ_ALL))).toEqual(["b"]);
  },

  "a group of a new stream of the same name gets every entry of it": async (fixture) => {
    const { store, foreign } = fixture;
    await foreign.numberFrom(WORK.stream, "9000000000000-0");
    const [delivery] = await deliver(fixture, ["a"]);
    await store.handOff({ ...ONE, settlements: [settlement(delivery?.id ?? "", "a")] });
    await foreign.deleteStream(WORK.stream);
    await append(store, ["b"]);
    expect(carried(await store.read(READ_ALL))).toEqual(["b"]);
  },

  "a vanished group that never read goes on where it started": async ({ store, foreign }) => {
    await append(store, ["before"]);
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    await foreign.destroyGroup(WORK);
    await append(store, ["after"]);
    expect(carried(await store.read(READ_ALL))).toEqual(["after"]);
  },

  "a group that this store never saw starts at the first entry": async ({ store }) => {
    await append(store, ["a"]);
    expect(carried(await store.read(READ_ALL))).toEqual(["a"]);
  },

  "a group that vanishes under a blocked read is back for the next entry": async (fixture) => {
    const { store, foreign, waitIdle } = fixture;
    const { id } = await deliverOne(fixture);
    await store.handOff({ ...ONE, settlements: [settlement(id, "a")] });
    const read = store.read(BLOCKED);
    await waitIdle(SOON_MS);
    await foreign.destroyGroup(WORK);
    await append(store, ["b"]);
    expect(carried(await read)).toEqual(["b"]);
  },

  "a stream that vanishes under a blocked read is back for the next entry": async (fixture) => {
    const { store, foreign, waitIdle } = fixture;
    await deliverOne(fixture);
    const read = store.read(BLOCKED);
    await waitIdle(SOON_MS);
    await foreign.deleteStream(WORK.stream);
    await append(store, ["b"]);
    expect(carried(await read)).toEqual(["b"]);
  },

  "a read without a count, or that waits for less than nothing, is refused": async ({ store }) => {
    for (const wrong of [{ count: 0 }, { count: 1.5 }, { blockMs: -1 }, { blockMs: Number.NaN }]) {
      await expect(store.read({ ...READ_ALL, ...wrong })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
  },
};
