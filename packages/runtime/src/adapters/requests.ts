import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { ResolutionsRequest, ResolveRequest } from "../ports/dead-letter-store.js";
import {
  type Append,
  type ClaimRequest,
  type GroupSpec,
  type HandOff,
  MAX_BATCH,
  MAX_FIELDS,
  type Output,
  type RangeRequest,
  type ReadRequest,
  type ReturnedEntry,
} from "../ports/event-store.js";
import { MAX_TRIM, type ReapRequest, type TrimRequest } from "../ports/retention.js";
import { type IdBound, parseBound, parseId } from "./entry-id.js";

/*
 * What every adapter refuses, checked before its store is touched: what one store happened to accept, another would
 * trip over.
 */

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkRead(request: ReadRequest): void {
  requireCount(request.count);
  requireDuration("blockMs", request.blockMs);
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkClaim(request: ClaimRequest): void {
  requireCount(request.count);
  requireDuration("minIdleMs", request.minIdleMs);
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkAppend(append: Append): void {
  requireFields(append);
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkIds(ids: readonly string[]): void {
  for (const id of ids) requireId("entryId", id);
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkReturned(entries: readonly ReturnedEntry[]): void {
  for (const { id, idleMs, deliveries } of entries) {
    requireId("id", id);
    requireDuration("idleMs", idleMs);
    if (!Number.isSafeInteger(deliveries) || deliveries < 0) {
      throw invalid("deliveries", deliveries, "a whole number from 0");
    }
  }
}

/** @throws {HandoffError} `BATCH_TOO_LARGE`, `OPTION_INVALID` */
export function checkHandOff({ settlements }: HandOff): void {
  requireBatch(`a hand-off of ${settlements.length} settlements`, settlements.length);
  for (const { entryId, outputs } of settlements) {
    requireId("entryId", entryId);
    for (const output of outputs) requireFields(output);
  }
}

/** @throws {HandoffError} `BATCH_TOO_LARGE`, `OPTION_INVALID` */
export function checkResolve({ letters, at }: ResolveRequest): void {
  requireBatch(`a request to resolve ${letters.length} dead letters`, letters.length);
  requireDuration("at", at);
  for (const { id, replay } of letters) {
    requireId("id", id);
    if (replay !== undefined) requireFields(replay);
  }
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkResolutions({ before = 0, count }: ResolutionsRequest): void {
  requireCount(count);
  if (!Number.isSafeInteger(before)) throw invalid("before", before, "the position of a resolution, a whole number");
}

/** @throws {HandoffError} `BATCH_TOO_LARGE`, `OPTION_INVALID` */
export function checkPurge(ids: readonly string[]): void {
  requireBatch(`a request to purge ${ids.length} dead letters`, ids.length);
  checkIds(ids);
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkTrim({ keepNewest, minAgeMs, count }: TrimRequest): void {
  requireCount(count);
  if (count > MAX_TRIM) throw invalid("count", count, `at most ${MAX_TRIM}`);
  requireDuration("minAgeMs", minAgeMs);
  if (!Number.isSafeInteger(keepNewest) || keepNewest < 0) {
    throw invalid("keepNewest", keepNewest, "a whole number from 0");
  }
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkReap({ idleMs }: ReapRequest): void {
  requireDuration("idleMs", idleMs);
}

/**
 * The start of a group: `$`, or a canonical id.
 *
 * @throws {HandoffError} `OPTION_INVALID`
 */
export function startOf({ startFrom }: GroupSpec): string {
  if (startFrom === "$") return "$";
  const id = parseId(startFrom);
  if (id === undefined) throw invalid("startFrom", startFrom, "`$`, `0` or an entry id");
  return id;
}

/**
 * The ends of a range.
 *
 * @throws {HandoffError} `OPTION_INVALID`
 */
export function boundsOf({ from, to, count }: RangeRequest): { readonly from: IdBound; readonly to: IdBound } {
  requireCount(count);
  const bounds = { from: parseBound(from, "from"), to: parseBound(to, "to") };
  if (bounds.from === undefined) throw invalid("from", from, "`-`, an entry id, or `(` and an entry id");
  if (bounds.to === undefined) throw invalid("to", to, "`+`, an entry id, or `(` and an entry id");
  return { from: bounds.from, to: bounds.to };
}

function requireBatch(request: string, size: number): void {
  if (size <= MAX_BATCH) return;
  throw new HandoffError(
    HandoffErrorCode.BATCH_TOO_LARGE,
    `${request} exceeds the largest batch of ${MAX_BATCH}. Split it.`,
  );
}

function requireFields({ stream, fields }: Output): void {
  const size = Object.keys(fields).length;
  if (size < 1 || size > MAX_FIELDS) {
    throw invalid("fields", size, `1 to ${MAX_FIELDS} fields for an entry of ${JSON.stringify(stream)}`);
  }
}

function requireCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw invalid("count", count, "a whole number from 1");
}

function requireDuration(name: string, ms: number): void {
  if (!Number.isFinite(ms) || ms < 0) throw invalid(name, ms, "milliseconds from 0");
}

function requireId(name: string, text: string): void {
  if (parseId(text) !== text) throw invalid(name, text, "an entry id, `<milliseconds>-<sequence>`");
}

function invalid(name: string, value: unknown, expected: string): HandoffError {
  return new HandoffError(
    HandoffErrorCode.OPTION_INVALID,
    `${name} is ${typeof value === "string" ? JSON.stringify(value) : String(value)}. Give ${expected}.`,
  );
}
