import { HandoffError, HandoffErrorCode } from "../errors.js";

/** Where a file of input is wrong, and how. */
export interface MalformedInput {
  /** The file as it was asked for. */
  readonly file: string;
  /** Where in it, for instance `line 17`; absent where the file as a whole is meant. */
  readonly place?: string;
  readonly expected: string;
  readonly found: string;
}

/** The error for a file of input that is not what it should be: where, what was expected, what was found. */
export function malformedInput({ file, place, expected, found }: MalformedInput): HandoffError {
  const where = place === undefined ? file : `${file}, ${place}`;
  return new HandoffError(
    HandoffErrorCode.INPUT_MALFORMED,
    `${where}: expected ${expected}, found ${found}. Nothing was published; correct the file and start again.`,
  );
}

/** A value as it is shown to a person: quoted, and cut where it is long. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The number that a decimal text spells, and nothing else: `Number` would read an empty text as 0. */
export function decimal(text: string): number | undefined {
  const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : undefined;
}
