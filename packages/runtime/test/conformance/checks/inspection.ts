import { expect } from "vitest";
import type { Checks } from "../fixture.js";
import { append, carried, deliver, ONE, settlement, TWO, WORK } from "../steps.js";

const ALL = { stream: "work", from: "-", to: "+", count: 100 };

export const inspectionChecks: Checks = {
  "a range goes from - to +, oldest first": async ({ store }) => {
    await append(store, ["a", "b", "c"]);
    expect(carried(await store.range(ALL))).toEqual(["a", "b", "c"]);
  },

  "a range takes at most its count, from the end it begins at": async ({ store }) => {
    await append(store, ["a", "b", "c"]);
    expect(carried(await store.range({ ...ALL, count: 2 }))).toEqual(["a", "b"]);
    expect(carried(await store.range({ ...ALL, count: 2, reverse: true }))).toEqual(["c", "b"]);
  },

  "the ends of a range are inclusive, and exclusive after (": async ({ store }) => {
    const [a, b, c, d] = await append(store, ["a", "b", "c", "d"]);
    const between = async (from = "", to = "", reverse = false): Promise<unknown> =>
      carried(await store.range({ ...ALL, from, to, reverse }));
    expect(await between(b, c)).toEqual(["b", "c"]);
    expect(await between(`(${b}`, d)).toEqual(["c", "d"]);
    expect(await between(a, `(${c}`)).toEqual(["a", "b"]);
    expect(await between(`(${a}`, `(${d}`, true)).toEqual(["c", "b"]);
    expect(await between(`(${b}`, `(${b}`)).toEqual([]);
    expect(await between(c, b)).toEqual([]);
  },

  "an end that is milliseconds alone takes in all of their entries": async ({ store }) => {
    const ids = await append(store, ["a", "b", "c"]);
    const [from = ""] = ids[0]?.split("-") ?? [];
    const [to = ""] = ids[2]?.split("-") ?? [];
    expect(carried(await store.range({ ...ALL, from, to }))).toEqual(["a", "b", "c"]);
    expect(await store.range({ ...ALL, from: "0", to: "1" })).toEqual([]);
  },

  "a range of a stream that does not exist is empty": async ({ store }) => {
    expect(await store.range({ ...ALL, stream: "nothing" })).toEqual([]);
  },

  "a range that makes no sense is refused": async ({ store }) => {
    for (const wrong of [{ from: "$" }, { to: "now" }, { to: "(" }, { from: "1-2-3" }, { count: 0 }]) {
      await expect(store.range({ ...ALL, ...wrong })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
  },

  "the state of a group counts what is unread and what is pending": async (fixture) => {
    const { store } = fixture;
    const [first, second] = await deliver(fixture, ["a", "b"]);
    await append(store, ["c", "d", "e"]);
    await store.handOff({ ...ONE, settlements: [settlement(first?.id ?? "", "a")] });
    const state = {
      ...WORK,
      lag: 3,
      pending: 1,
      lastDeliveredId: second?.id,
      oldestPendingId: second?.id,
      consumers: 1,
    };
    expect(await store.inspect(["work"])).toEqual([{ stream: "work", length: 5, groups: [state] }]);
  },

  "the oldest pending entry of a group is known as long as one is pending": async (fixture) => {
    const { store } = fixture;
    const ids = (await deliver(fixture, ["a", "b", "c"])).map(({ id }) => id);
    const oldest = async (): Promise<unknown> => (await store.inspect(["work"]))[0]?.groups[0]?.oldestPendingId;
    expect(await oldest()).toBe(ids[0]);
    await store.handOff({ ...ONE, settlements: [settlement(ids[1] ?? "", "b")] });
    expect(await oldest()).toBe(ids[0]);
    await store.handOff({ ...ONE, settlements: [settlement(ids[0] ?? "", "a")] });
    expect(await oldest()).toBe(ids[2]);
    await store.handOff({ ...ONE, settlements: [settlement(ids[2] ?? "", "c")] });
    expect(await oldest()).toBeUndefined();
  },

  "a consumer counts from its first read or claim on": async ({ store }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    for (const [index, name] of ["one", "two"].entries()) {
      if (name === "one") await store.read({ ...ONE, count: 1, blockMs: 0 });
      else await store.claim({ ...TWO, count: 1, minIdleMs: 0 });
      expect(await store.inspect(["work"])).toMatchObject([{ groups: [{ consumers: index + 1 }] }]);
    }
  },

  "states come in the order asked for, groups by name": async ({ store }) => {
    const groups = ["b", "a", "c"].map((group) => ({ stream: "work", group, startFrom: "0" }));
    await store.ensureGroups(groups);
    await append(store, ["x"], "audit");
    const states = await store.inspect(["nothing", "work", "audit"]);
    expect(states.map(({ stream, length }) => [stream, length])).toEqual([
      ["nothing", 0],
      ["work", 0],
      ["audit", 1],
    ]);
    expect(states.map((state) => state.groups.map(({ group }) => group))).toEqual([[], ["a", "b", "c"], []]);
  },

  "what was deleted before it was read is no lag": async ({ store, foreign }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const ids = await append(store, ["a", "b", "c", "d"]);
    await store.read({ ...ONE, count: 1, blockMs: 0 });
    await foreign.deleteEntry("work", ids[2] ?? "");
    expect(await store.inspect(["work"])).toMatchObject([{ length: 3, groups: [{ lag: 2 }] }]);
    for (const id of ids) await foreign.deleteEntry("work", id);
    expect(await store.inspect(["work"])).toMatchObject([{ length: 0, groups: [{ lag: 0, pending: 1 }] }]);
  },

  "the lag of a group that started in the middle counts from there": async ({ store }) => {
    const ids = await append(store, ["a", "b", "c", "d"]);
    await store.ensureGroups([{ ...WORK, startFrom: ids[1] ?? "" }]);
    expect(await store.inspect(["work"])).toMatchObject([{ groups: [{ lag: 2 }] }]);
  },
};
