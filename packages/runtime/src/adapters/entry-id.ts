/**
 * Ids of stream entries as text. Canonical form: `<milliseconds>-<sequence>`, two unsigned 64-bit numbers without
 * leading zeros; text, since a number cannot hold 64 bits.
 *
 * @module
 */

const LARGEST_PART = 18_446_744_073_709_551_615n;

/** Before every entry. */
export const LOWEST_ID = "0-0";
/** After every entry. */
export const HIGHEST_ID = `${LARGEST_PART}-${LARGEST_PART}`;

/** One end of a range of ids. */
export interface IdBound {
  readonly id: string;
  readonly exclusive: boolean;
}

/** Negative, 0 or positive, as `a` comes before, is or comes after `b`; both canonical. */
export function compareIds(a: string, b: string): number {
  // Most ids are of one length, their parts too: then the order is that of text.
  const dashInA = a.indexOf("-");
  if (a.length === b.length && b.charAt(dashInA) === "-") return a < b ? -1 : Number(a > b);
  const dashInB = b.indexOf("-");
  return (
    compareNumerals(a.slice(0, dashInA), b.slice(0, dashInB)) ||
    compareNumerals(a.slice(dashInA + 1), b.slice(dashInB + 1))
  );
}

/** The canonical form of an id; `missingSequence` stands in where only milliseconds are given. */
export function parseId(text: string, missingSequence = "0"): string | undefined {
  // Nearly every id: canonical, and far from 64 bits.
  if (/^(?:0|[1-9]\d{0,17})-(?:0|[1-9]\d{0,17})$/.test(text)) return text;
  const [, milliseconds, sequence = missingSequence] = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text) ?? [];
  if (milliseconds === undefined) return undefined;
  const parts = [BigInt(milliseconds), BigInt(sequence)];
  return parts.some((part) => part > LARGEST_PART) ? undefined : parts.join("-");
}

/** The end of a range as Redis writes it: an id, `-`, `+`, or `(` and an id. */
export function parseBound(text: string, end: "from" | "to"): IdBound | undefined {
  if (text === "-") return { id: LOWEST_ID, exclusive: false };
  if (text === "+") return { id: HIGHEST_ID, exclusive: false };
  const exclusive = text.startsWith("(");
  const id = parseId(exclusive ? text.slice(1) : text, end === "from" ? "0" : String(LARGEST_PART));
  return id === undefined ? undefined : { id, exclusive };
}

/** The id of an entry added now: never before the last one, even when the clock goes backwards. */
export function nextId(lastId: string, nowMs: number): string {
  const [lastMs = "0", lastSequence = "0"] = lastId.split("-");
  const now = String(Math.max(0, Math.floor(nowMs)));
  return compareNumerals(now, lastMs) > 0 ? `${now}-0` : `${lastMs}-${BigInt(lastSequence) + 1n}`;
}

function compareNumerals(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}
