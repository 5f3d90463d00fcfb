import { expect } from "vitest";
import type { Checks } from "../fixture.js";
import { everything, hop, ONE, TWO, WORK } from "../steps.js";

/** Names and values that a careless store would lose, mangle or trip over. */
const ODD: readonly (readonly [string, string])[] = [
  ["__proto__", "not a prototype"],
  ["constructor", "not a function"],
  ["toString", ""],
  ["", "empty name"],
  ["naïve ключ 鍵 🔑", "ключ 🔑"],
  ["line\r\nbreak", "$6\r\nnot a reply\r\n"],
  ["nul\u0000", "\u0000\u0001"],
  ["large", "x".repeat(1_048_576)],
  ["0", "looks like an index"],
];

function oddFields(): Record<string, string> {
  const odd = Object.create(null) as Record<string, string>;
  for (const [name, value] of ODD) odd[name] = value;
  return odd;
}

function byName(pairs: Iterable<readonly [string, string]>): unknown {
  return [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

export const fieldChecks: Checks = {
  "names and values of fields survive every way through the store": async ({ store }) => {
    await store.ensureGroups(["work", "results"].map((stream) => ({ ...WORK, stream, startFrom: "0" })));
    await store.append({ stream: "work", fields: oddFields(), eventId: "odd" });
    const [read] = await store.read({ ...ONE, count: 1, blockMs: 0 });
    const [claimed] = await store.claim({ ...ONE, count: 1, minIdleMs: 0 });
    const outputs = [{ stream: "results", fields: read?.fields ?? {} }];
    await store.handOff({ ...ONE, settlements: [{ entryId: read?.id ?? "", outputs, hop: hop("t") }] });
    const [handedOff] = await store.read({ ...TWO, stream: "results", count: 1, blockMs: 0 });
    const [ranged] = await everything(store, "work");
    for (const entry of [read, claimed, handedOff, ranged]) {
      expect(byName(Object.entries(entry?.fields ?? {}))).toEqual(byName(ODD));
    }
  },

  "of two fields with the same name, the last one counts": async ({ store, foreign }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const pairs = [
      ["name", "first"],
      ["other", "kept"],
      ["name", "last"],
    ] as const;
    const id = await foreign.append("work", pairs);
    const entry = { id, fields: { name: "last", other: "kept" } };
    expect(await everything(store, "work")).toEqual([entry]);
    expect(await store.read({ ...ONE, count: 1, blockMs: 0 })).toEqual([{ ...entry, deliveries: 1 }]);
    expect(await store.claim({ ...ONE, count: 1, minIdleMs: 0 })).toEqual([{ ...entry, deliveries: 2 }]);
  },

  "what is not text becomes the replacement character": async ({ store }) => {
    await store.append({ stream: "work", fields: { "half \ud83d": "\udd11 a" }, eventId: "half" });
    const [entry] = await everything(store, "work");
    expect(entry?.fields).toEqual({ "half \ufffd": "\ufffd a" });
  },

  "what a caller does to its fields afterwards does not reach the store": async ({ store }) => {
    const mine = { name: "before" };
    await store.append({ stream: "work", fields: mine, eventId: "a" });
    mine.name = "after";
    expect(await everything(store, "work")).toMatchObject([{ fields: { name: "before" } }]);
  },
};
