import { expect } from "vitest";
import type { Checks } from "../fixture.js";
import { append, carried, ONE, TWO, WORK } from "../steps.js";

export const closingChecks: Checks = {
  "closing ends a blocked read, which yields nothing": async ({ store, open, waitIdle }) => {
    const closing = await open();
    await closing.ensureGroups([{ ...WORK, startFrom: "$" }]);
    const read = closing.read({ ...ONE, count: 10, blockMs: 20_000 });
    await waitIdle(50);
    await closing.close();
    expect(await read).toEqual([]);
    await append(store, ["a"]);
    expect(carried(await store.read({ ...TWO, count: 10, blockMs: 0 }))).toEqual(["a"]);
  },

  "a closed store takes no more calls": async ({ open }) => {
    const store = await open();
    await store.close();
    await store.close();
    const calls: (() => Promise<unknown>)[] = [
      () => store.ensureGroups([{ ...WORK, startFrom: "0" }]),
      () => store.append({ stream: "work", fields: { name: "a" }, eventId: "a" }),
      () => store.read({ ...ONE, count: 1, blockMs: 0 }),
      () => store.read({ ...ONE, count: 1, blockMs: 1_000 }),
      () => store.claim({ ...ONE, count: 1, minIdleMs: 0 }),
      () => store.renew(ONE, ["1-1"]),
      () => store.giveBack(ONE, [{ id: "1-1", idleMs: 0, deliveries: 1 }]),
      () => store.handOff({ ...ONE, settlements: [] }),
      () => store.range({ stream: "work", from: "-", to: "+", count: 1 }),
      () => store.hop("t"),
      () => store.children("t"),
      () => store.inspect(["work"]),
      () => store.resolve({ stream: "work", letters: [], at: 0 }),
      () => store.resolution("work", "1-1"),
      () => store.resolutions({ stream: "work", count: 1 }),
      () => store.purge("work", []),
      () => store.reap({ ...WORK, idleMs: 0 }),
      () => store.trim({ stream: "work", groups: [], keepNewest: 0, minAgeMs: 0, count: 1 }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  },

  "closing one store leaves the others open": async ({ store, open }) => {
    await (await open()).close();
    await append(store, ["a"]);
    expect(carried(await store.range({ stream: "work", from: "-", to: "+", count: 1 }))).toEqual(["a"]);
  },
};
