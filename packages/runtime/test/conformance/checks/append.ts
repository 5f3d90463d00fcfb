import { expect } from "vitest";
import { MAX_FIELDS } from "../../../src/ports/event-store.js";
import type { Checks } from "../fixture.js";
import { append, carried, carrying, everything } from "../steps.js";

export const appendChecks: Checks = {
  "an append yields the id of the entry": async ({ store }) => {
    const appended = await store.append({ stream: "work", fields: carrying("a"), eventId: "a" });
    expect(appended).toEqual({ entryId: expect.stringMatching(/^\d+-\d+$/), duplicate: false });
    expect(await everything(store, "work")).toEqual([{ id: appended.entryId, fields: carrying("a") }]);
  },

  "a second append with the same event id adds nothing": async ({ store, open }) => {
    const other = await open();
    await append(store, ["a"]);
    expect(await other.append({ stream: "work", fields: carrying("again"), eventId: "a" })).toEqual({
      duplicate: true,
    });
    expect(carried(await everything(store, "work"))).toEqual(["a"]);
  },

  "appends at the same time with the same event id add one entry": async ({ store, open }) => {
    const stores = [store, await open(), await open()];
    const appended = await Promise.all(
      stores.map((each) => each.append({ stream: "work", fields: carrying("a"), eventId: "a" })),
    );
    expect(appended.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await everything(store, "work")).toHaveLength(1);
  },

  "the same event id on another stream is another event": async ({ store }) => {
    await append(store, ["a"], "work");
    await append(store, ["a"], "audit");
    expect(carried(await everything(store, "audit"))).toEqual(["a"]);
  },

  "the newest event ids are remembered, older ones are not": async ({ open }) => {
    const store = await open({ seenLimit: 2 });
    await append(store, ["a", "b", "c"]);
    await append(store, ["c", "b"]);
    expect(carried(await everything(store, "work"))).toEqual(["a", "b", "c"]);
    await append(store, ["a"]);
    expect(carried(await everything(store, "work"))).toEqual(["a", "b", "c", "a"]);
  },

  "ids ascend": async ({ store }) => {
    await append(
      store,
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    const parts = (await everything(store, "work")).map(({ id }) => id.split("-").map(Number));
    expect(parts).toHaveLength(20);
    expect(parts).toEqual(parts.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
    expect(new Set(parts.map((part) => part.join("-"))).size).toBe(20);
  },

  "an entry has at least one field, and at most the maximum": async ({ store }) => {
    const many = (size: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: size }, (_, index) => [`f${index}`, "v"]));
    for (const size of [0, MAX_FIELDS + 1]) {
      const refused = store.append({ stream: "work", fields: many(size), eventId: String(size) });
      await expect(refused).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
    expect(await everything(store, "work")).toEqual([]);
    await store.append({ stream: "work", fields: many(MAX_FIELDS), eventId: "largest" });
    const [entry] = await everything(store, "work");
    expect(entry?.fields).toEqual(many(MAX_FIELDS));
  },
};
