import type { EntryFields } from "@handoff/contracts";
import { HandoffError, HandoffErrorCode } from "./errors.js";

/** The largest event, unless a runtime is told otherwise: 1 MiB. */
export const DEFAULT_MAX_EVENT_BYTES = 1_048_576;

const RANGE = { min: 1_024, max: 268_435_456 } as const;
/** A UTF-16 unit is three bytes of UTF-8 at most. */
const BYTES_A_UNIT = 3;
/** What is kept of an event that is too large, for a person to recognise it. */
const KEPT = { fields: 16, characters: 256 } as const;

/** @throws {HandoffError} `OPTION_INVALID`. */
export function resolveMaxEventBytes(given: number = DEFAULT_MAX_EVENT_BYTES): number {
  if (Number.isInteger(given) && given >= RANGE.min && given <= RANGE.max) return given;
  throw new HandoffError(
    HandoffErrorCode.OPTION_INVALID,
    `maxEventBytes is ${given}. Give an integer from ${RANGE.min} to ${RANGE.max}.`,
  );
}

/** Names and values of all fields as UTF-8, in bytes; undefined where they are within the limit. */
export function bytesAbove(limit: number, fields: EntryFields): number | undefined {
  // Few events come near the limit: the others need not be counted to the byte.
  let units = 0;
  for (const name of Object.keys(fields)) units += name.length + (fields[name]?.length ?? 0);
  if (units * BYTES_A_UNIT <= limit) return undefined;
  const texts = Object.entries(fields).flat();
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes > limit ? bytes : undefined;
}

/** @throws {HandoffError} `EVENT_TOO_LARGE`. */
export function requireSize(fields: EntryFields, limit: number, subject: string): void {
  const bytes = bytesAbove(limit, fields);
  if (bytes === undefined) return;
  throw new HandoffError(
    HandoffErrorCode.EVENT_TOO_LARGE,
    `${subject} has ${bytes} bytes, more than maxEventBytes, ${limit}. Put what is large elsewhere and publish where it is, or raise maxEventBytes in every runtime of the chain.`,
  );
}

/** The beginning of an event that is too large to be copied. */
export function beginningOf(fields: EntryFields): string {
  const shown = Object.entries(fields)
    .slice(0, KEPT.fields)
    .map(([name, value]) => `${name.slice(0, KEPT.characters)}=${value.slice(0, KEPT.characters)}`);
  return `${shown.join(" ")} …`;
}
