import { expect } from "vitest";
import type { Checks } from "../fixture.js";
import { append, carried, ONE, WORK } from "../steps.js";

export const groupChecks: Checks = {
  "a group that starts at $ gets what is added from then on": async ({ store }) => {
    await append(store, ["before"]);
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    await append(store, ["after"]);
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["after"]);
  },

  "a group that starts at 0 gets every entry": async ({ store }) => {
    await append(store, ["before"]);
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    await append(store, ["after"]);
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["before", "after"]);
  },

  "a group that starts at an id gets what comes after it": async ({ store }) => {
    const [, second = ""] = await append(store, ["a", "b", "c"]);
    await store.ensureGroups([{ ...WORK, startFrom: second }]);
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["c"]);
  },

  "a group that exists is left as it is": async ({ store }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    await append(store, ["a", "b"]);
    await store.read({ ...ONE, count: 1, blockMs: 0 });
    const before = await store.inspect([WORK.stream]);
    await store.ensureGroups([
      { ...WORK, startFrom: "$" },
      { ...WORK, startFrom: "0" },
    ]);
    expect(await store.inspect([WORK.stream])).toEqual(before);
  },

  "ensuring a group creates its stream": async ({ store }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    const state = { ...WORK, lag: 0, pending: 0, lastDeliveredId: "0-0", consumers: 0 };
    expect(await store.inspect([WORK.stream])).toEqual([{ stream: WORK.stream, length: 0, groups: [state] }]);
  },

  "each group of a stream gets every entry": async ({ store }) => {
    await store.ensureGroups(["left", "right"].map((group) => ({ ...WORK, group, startFrom: "$" })));
    await append(store, ["a"]);
    for (const group of ["left", "right"]) {
      expect(carried(await store.read({ ...ONE, group, count: 10, blockMs: 0 }))).toEqual(["a"]);
    }
  },

  "a start that makes no sense is refused, and no group is created": async ({ store }) => {
    const groups = ["0", "yesterday"].map((startFrom) => ({ ...WORK, group: `from_${startFrom}`, startFrom }));
    await expect(store.ensureGroups(groups)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect(await store.inspect([WORK.stream])).toEqual([{ stream: WORK.stream, length: 0, groups: [] }]);
  },
};
