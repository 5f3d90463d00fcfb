import { ContractError, ContractErrorCode, quoted } from "./errors.js";
import * as FieldName from "./field-name.js";

/**
 * Makes the payload of the next version out of that of one version. It is given what JSON held, before anything is
 * checked, and may change it; the payload that comes out of the last one must meet the schema.
 */
export type Upcaster = (data: unknown) => unknown;

/** The upcaster of each earlier version: `{ 1: … }` makes payloads of version 2 out of those of version 1. */
export type Upcasters = Readonly<Record<number, Upcaster>>;

/** The current version of an event, and what leads to it. */
interface Versioned {
  readonly version: number;
  readonly upcasters: Upcasters;
}

/** Known by a mark: a project may have its contracts from another copy of this package than the tools. */
const UNCHANGED = Symbol.for("@handoff/contracts unchanged");

/** The upcaster of a version whose payloads are, as they stand, payloads of the next one. The gate proves that they are. */
export const unchanged: Upcaster = Object.assign((data: unknown) => data, { [UNCHANGED]: true });

/** Whether an upcaster is {@link unchanged}. */
export function isUnchanged(upcaster: Upcaster | undefined): boolean {
  return upcaster !== undefined && UNCHANGED in upcaster;
}

/** Highest version: a version is a small count, and whatever counts milliseconds is none. */
const MAX_VERSION = 9_999;

/**
 * Refuses a version without a chain from 1 to it.
 *
 * @throws {ContractError} `VERSION_INVALID`
 */
export function requireChain(type: string, version: number, upcasters: Upcasters): void {
  if (!Number.isInteger(version) || version < 1 || version > MAX_VERSION) {
    throw invalid([type, "version"], `an integer from 1 to ${MAX_VERSION}`, "Count the versions of the event from 1.");
  }
  for (let from = 1; from < version; from++) {
    const upcaster: unknown = Object.hasOwn(upcasters, from) ? upcasters[from] : undefined;
    if (typeof upcaster === "function") continue;
    throw invalid(
      [type, "upcasters", from],
      `a function from payloads of version ${from} to those of version ${from + 1}`,
      `Add upcasters: { ${from}: (data) => … }, or unchanged where the payloads are the same.`,
    );
  }
  const beyond = Object.keys(upcasters).find((key) => !isEarlier(key, version));
  if (beyond !== undefined) {
    throw invalid(
      [type, "upcasters", beyond],
      `upcasters of the versions before ${version} only`,
      "Drop the upcaster, or raise the version of the event.",
    );
  }
}

function isEarlier(key: string, version: number): boolean {
  return /^[1-9]\d*$/.test(key) && Number(key) < version;
}

function invalid(path: readonly (string | number)[], expected: string, remedy: string): ContractError {
  return new ContractError({ code: ContractErrorCode.VERSION_INVALID, path, expected, remedy });
}

/**
 * A payload of an earlier version as one of the current version, not yet checked.
 *
 * @throws {ContractError} `UPCAST_FAILED` where an upcaster throws.
 */
export function upcast({ upcasters, version }: Versioned, from: number, data: unknown): unknown {
  let current = data;
  for (let at = from; at < version; at++) {
    try {
      current = upcasters[at]?.(current);
    } catch (error) {
      throw upcastFault(
        from,
        [FieldName.DATA],
        `a payload that the upcaster of version ${at} takes (${reason(error)})`,
      );
    }
  }
  return current;
}

/** An upcaster that threw, or made something that is no payload of the current version. */
export function upcastFault(from: number, path: readonly (string | number)[], expected: string): ContractError {
  return new ContractError({
    code: ContractErrorCode.UPCAST_FAILED,
    path,
    expected: `${expected}, upcast from version ${from}`,
    remedy: "Mend the upcaster, or the producer if it did not keep to that version; then replay the dead letter.",
  });
}

function reason(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${quoted(error.message)}` : typeof error;
}
