import type { EntryFields } from "@handoff/contracts";
import type { StreamEntry } from "../../ports/event-store.js";

/** An entry as Redis sends it: id and a flat list of names and values; a foreign writer may repeat a name. */
export type RawEntry = readonly [id: string, pairs: readonly string[]];

export function entryOf([id, pairs]: RawEntry): StreamEntry {
  // Without a prototype, since names are foreign: `__proto__` is a name like any other.
  const fields = Object.create(null) as Record<string, string>;
  for (let index = 0; index < pairs.length; index += 2) fields[pairs[index] ?? ""] = pairs[index + 1] ?? "";
  return { id, fields };
}

export function flatten(fields: EntryFields): string[] {
  const pairs: string[] = [];
  for (const name of Object.keys(fields)) pairs.push(name, fields[name] ?? "");
  return pairs;
}
