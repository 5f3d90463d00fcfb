import type { Resolution } from "../ports/dead-letter-store.js";
import type { WholeStore } from "../ports/event-store.js";
import { type ReadLetter, readLetter } from "./failed-event.js";
import { type DeadLetterFilter, matches } from "./letter-filter.js";

/** A dead letter met on the way. */
export type Met = ReadLetter & {
  /** Where the next page goes on after it. */
  readonly cursor: string;
  readonly resolution?: Resolution;
};

/** How many entries are read at once. */
const PAGE = 200;

/** The open dead letters that match, a page at a time, between two ids as `WholeStore.range` takes them. */
export async function* scanOpen(
  { store, stream }: { readonly store: WholeStore; readonly stream: string },
  filter: DeadLetterFilter,
  range: { readonly from?: string; readonly to?: string; readonly reverse: boolean },
): AsyncGenerator<readonly Met[]> {
  const { since, until } = filter;
  let from = range.from ?? (since === undefined ? "-" : String(Math.max(0, Math.ceil(since))));
  let to = range.to ?? (until === undefined ? "+" : `(${String(Math.max(0, Math.ceil(until)))}-0`);
  for (;;) {
    const entries = await store.range({ stream, from, to, count: PAGE, reverse: range.reverse });
    yield entries
      .map((entry) => ({ ...readLetter(entry), cursor: entry.id }))
      .filter((letter) => matches(letter, filter));
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE) return;
    if (range.reverse) to = `(${last.id}`;
    else from = `(${last.id}`;
  }
}

/** The resolved dead letters that match, a page at a time, those resolved last first. */
export async function* scanResolved(
  { store, stream }: { readonly store: WholeStore; readonly stream: string },
  filter: DeadLetterFilter,
  before?: number,
): AsyncGenerator<readonly Met[]> {
  for (let next = before; ;) {
    const page = await store.resolutions({ stream, count: PAGE, ...(next === undefined ? {} : { before: next }) });
    yield page
      .map((resolution) => ({ ...readLetter(resolution), cursor: String(resolution.position), resolution }))
      .filter((letter) => matches(letter, filter));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    next = last.position;
  }
}
