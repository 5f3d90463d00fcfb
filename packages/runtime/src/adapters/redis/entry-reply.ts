import type { EntryFields } from "@handoff/contracts";
import type { Delivery, StreamEntry } from "../../ports/event-store.js";

/** An entry as Redis sends it: id and a flat list of names and values; a foreign writer may repeat a name. */
export type RawEntry = readonly [id: string, pairs: readonly string[]];

/**
 * Fields by name, inheriting nothing, since names are foreign: `__proto__` is a name like any other. Made with `new`: what
 * `Object.create(null)` makes is a hash table to the engine, three times as dear to fill and read.
 */
const Fields = function () {
  // Nothing to set up.
} as unknown as new () => Record<string, string>;
Fields.prototype = Object.create(null) as object;

export function entryOf([id, pairs]: RawEntry): StreamEntry {
  const fields = new Fields();
  for (let index = 0; index < pairs.length; index += 2) fields[pairs[index] ?? ""] = pairs[index + 1] ?? "";
  return { id, fields };
}

/** An entry that is read for the first time. */
export function deliveryOf(entry: RawEntry): Delivery {
  const { id, fields } = entryOf(entry);
  return { id, fields, deliveries: 1 };
}

export function flatten(fields: EntryFields): string[] {
  const pairs: string[] = [];
  for (const name of Object.keys(fields)) pairs.push(name, fields[name] ?? "");
  return pairs;
}
