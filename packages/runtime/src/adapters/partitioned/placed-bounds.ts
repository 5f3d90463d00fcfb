import type { RangeRequest } from "../../ports/event-store.js";
import { parsePlacedId } from "../../ports/placed-id.js";

/**
 * A range of entries of all partitions, in the order of their ids and, where these are equal, of their partitions: what of
 * it is in one partition. Undefined where that is nothing.
 */
export function boundsIn(partition: number, { from, to }: RangeRequest): Pick<RangeRequest, "from" | "to"> | undefined {
  const bounds = { from: boundIn(partition, from, "from"), to: boundIn(partition, to, "to") };
  const isPoint = plain(bounds.from) === plain(bounds.to);
  const isNothing = isPoint && plain(from).includes("@") && (bounds.from + bounds.to).includes("(");
  return isNothing ? undefined : bounds;
}

function boundIn(partition: number, bound: string, end: "from" | "to"): string {
  const isExclusive = bound.startsWith("(");
  const { id, partition: place } = parsePlacedId(plain(bound));
  if (place === undefined) return bound;
  // The same id is before the bound in an earlier partition, and behind it in a later one.
  const isBeyond = end === "from" ? partition < place : partition > place;
  return isBeyond || (isExclusive && partition === place) ? `(${id}` : id;
}

function plain(bound: string): string {
  return bound.replace(/^\(/, "");
}
