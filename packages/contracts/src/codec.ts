import type { z } from "zod";
import { compileOnce } from "./compiled.js";
import type { EventDefinition, EventOf } from "./define-event.js";
import { envelopeForWriting, type PublishableEvent, timestampForReading, traceIdForReading } from "./envelope.js";
import { ContractError, ContractErrorCode, type ContractFault } from "./errors.js";
import type { EventSet } from "./event-set.js";
import * as FieldName from "./field-name.js";
import { placeOf } from "./schema-fault.js";

/** The flat fields of a stream entry: every value is a string, `data` is JSON. */
export type EntryFields = Readonly<Record<string, string>>;

const writeEnvelope = compileOnce(envelopeForWriting);
const readTimestamp = compileOnce(timestampForReading);
const readTraceId = compileOnce(traceIdForReading);

/** Poison cannot get better by trying again, so each fault tells the producer what to mend. */
const MEND_PRODUCER = "Mend the producer, then replay the dead letter.";
const MEND_EVENT = "Mend the event before publishing it.";

/**
 * An event as the fields of a stream entry.
 *
 * JSON has no negative zero and no `undefined`: `-0` is written as `0`, a key that holds `undefined` is refused.
 *
 * @throws {ContractError} with the path of the fault, for an event that does not meet its schema exactly.
 */
export function encodeEvent<Definition extends EventDefinition>(
  event: PublishableEvent<EventOf<Definition>>,
  events: EventSet<Definition>,
): EntryFields {
  const { [FieldName.TYPE]: type, [FieldName.DATA]: data, ...envelope }: PublishableEvent = event;
  const definition = events.definitions.find((candidate) => candidate.type === type);
  if (definition === undefined) {
    throw new ContractError({
      code: ContractErrorCode.TYPE_UNKNOWN,
      path: [FieldName.TYPE],
      expected: `one of ${events.types}, got ${JSON.stringify(type)}`,
      remedy: "Publish the event on a stream that carries it, or add it to this stream's events.",
    });
  }
  const checked = guarded(ContractErrorCode.ENVELOPE_INVALID, [], MEND_EVENT, () => {
    const result = writeEnvelope().safeParse(envelope);
    if (!result.success) fail(ContractErrorCode.ENVELOPE_INVALID, result.error, [], MEND_EVENT);
    return result.data;
  });
  const json = guarded(ContractErrorCode.DATA_INVALID, [FieldName.DATA], MEND_EVENT, () => {
    const result = definition.compiledWrite().safeParse(data);
    if (!result.success) fail(ContractErrorCode.DATA_INVALID, result.error, [FieldName.DATA], MEND_EVENT);
    const text = JSON.stringify(data);
    refusePrototypeKey(text, data, MEND_EVENT);
    return text;
  });
  return {
    [FieldName.TYPE]: type,
    [FieldName.DATA]: json,
    ...Object.fromEntries(Object.entries(checked).map(([key, value]) => [key, String(value)])),
  };
}

/**
 * The event in a stream entry, read tolerantly: aliases of `type`, `source` for `source_agent`, a trace id in either
 * case, a timestamp without offset (as UTC) or none (from the entry id); unknown fields and keys are dropped, a
 * malformed `traceparent` is ignored as W3C Trace Context asks.
 *
 * @param entryId Stream entry id, `<milliseconds>-<sequence>`.
 * @throws {ContractError} and nothing else, whatever the fields hold: the entry is poison and a retry cannot help.
 */
export function decodeEvent<Definition extends EventDefinition>(
  fields: EntryFields,
  events: EventSet<Definition>,
  entryId: string,
): EventOf<Definition> {
  const type = required(fields, FieldName.TYPE, ContractErrorCode.TYPE_MISSING, `one of ${events.types}`);
  const definition = events.find(type);
  if (definition === undefined) {
    throw new ContractError({
      code: ContractErrorCode.TYPE_UNKNOWN,
      path: [FieldName.TYPE],
      expected: `one of ${events.types}, got ${JSON.stringify(type)}`,
      remedy: "Add the event to the stream's events, or mend the producer.",
    });
  }
  const traceId = required(fields, FieldName.TRACE_ID, ContractErrorCode.TRACE_ID_MISSING, "a UUID");
  const json = required(fields, FieldName.DATA, ContractErrorCode.DATA_MISSING, "a JSON object");
  const optional = {
    [FieldName.SOURCE_AGENT]: present(fields, FieldName.SOURCE_AGENT) ?? present(fields, FieldName.SOURCE),
    [FieldName.EVENT_ID]: present(fields, FieldName.EVENT_ID),
    [FieldName.PARENT_TRACE_ID]: parentTraceId(fields),
    [FieldName.SCHEMA_VERSION]: schemaVersion(fields),
    [FieldName.TRACEPARENT]: traceparent(fields),
  };
  const envelope = {
    [FieldName.TYPE]: definition.type,
    [FieldName.DATA]: readData(json, definition),
    [FieldName.TRACE_ID]: uuid(traceId, FieldName.TRACE_ID, ContractErrorCode.TRACE_ID_MALFORMED),
    [FieldName.TIMESTAMP]: timestamp(fields, entryId),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
  // The definition that read the data is the member of the union that the type names.
  return envelope as unknown as EventOf<Definition>;
}

function readData(json: string, definition: EventDefinition): unknown {
  const code = ContractErrorCode.DATA_NOT_JSON;
  const value = guarded(code, [FieldName.DATA], MEND_PRODUCER, () => JSON.parse(json) as unknown);
  return guarded(ContractErrorCode.DATA_INVALID, [FieldName.DATA], MEND_PRODUCER, () => {
    refusePrototypeKey(json, value, MEND_PRODUCER);
    const result = definition.compiledRead().safeParse(value);
    if (!result.success) fail(ContractErrorCode.DATA_INVALID, result.error, [FieldName.DATA], MEND_PRODUCER);
    return result.data;
  });
}

function timestamp(fields: EntryFields, entryId: string): string {
  const text = present(fields, FieldName.TIMESTAMP);
  if (text === undefined) return timestampOfEntry(entryId);
  if (!readTimestamp().safeParse(text).success) {
    throw envelopeFault(FieldName.TIMESTAMP, `an ISO 8601 time, got ${JSON.stringify(text)}`);
  }
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
}

/** @throws {ContractError} `ENVELOPE_INVALID` for an id that is not `<milliseconds>-<sequence>`. */
function timestampOfEntry(entryId: string): string {
  const milliseconds = /^(\d{1,16})-\d+$/.exec(entryId)?.[1];
  const date = new Date(Number(milliseconds));
  if (Number.isNaN(date.getTime())) {
    throw envelopeFault(FieldName.TIMESTAMP, `a time, or an entry id that holds one, got ${JSON.stringify(entryId)}`);
  }
  return date.toISOString();
}

function parentTraceId(fields: EntryFields): string | undefined {
  const text = present(fields, FieldName.PARENT_TRACE_ID);
  return text === undefined ? undefined : uuid(text, FieldName.PARENT_TRACE_ID, ContractErrorCode.ENVELOPE_INVALID);
}

function schemaVersion(fields: EntryFields): number | undefined {
  const text = present(fields, FieldName.SCHEMA_VERSION);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw envelopeFault(FieldName.SCHEMA_VERSION, `an integer from 1, got ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function traceparent(fields: EntryFields): string | undefined {
  const text = present(fields, FieldName.TRACEPARENT);
  const { [FieldName.TRACEPARENT]: schema } = envelopeForWriting.shape;
  return schema.safeParse(text).success ? text : undefined;
}

function uuid(text: string, field: string, code: ContractErrorCode): string {
  if (readTraceId().safeParse(text).success) return text.toLowerCase();
  throw new ContractError({
    code,
    path: [field],
    expected: `a UUID, got ${JSON.stringify(text)}`,
    remedy: MEND_PRODUCER,
  });
}

/** A field that is there and not empty; own properties only, since field names are foreign text. */
function present(fields: EntryFields, field: string): string | undefined {
  const value: unknown = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function required(fields: EntryFields, field: string, code: ContractErrorCode, expected: string): string {
  const value = present(fields, field);
  if (value !== undefined) return value;
  throw new ContractError({ code, path: [field], expected, remedy: MEND_PRODUCER });
}

function envelopeFault(field: string, expected: string): ContractError {
  return new ContractError({
    code: ContractErrorCode.ENVELOPE_INVALID,
    path: [field],
    expected,
    remedy: MEND_PRODUCER,
  });
}

function fail(code: ContractErrorCode, error: z.core.$ZodError, root: readonly string[], remedy: string): never {
  throw new ContractError({ code, ...placeOf(error, root), remedy });
}

/** What the engine throws at hostile input (nesting beyond the stack, cycles, broken JSON) as a contract fault. */
function guarded<T>(code: ContractErrorCode, path: ContractFault["path"], remedy: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ContractError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractError({ code, path, expected: `JSON that can be read (${reason})`, remedy });
  }
}

/** A key `__proto__` would silently vanish between JSON and object; it is refused on both ways. */
function refusePrototypeKey(json: string, value: unknown, remedy: string): void {
  const suspicious = json.includes("__proto__") || json.includes("\\u00");
  if (!suspicious || !hasPrototypeKey(value)) return;
  throw new ContractError({
    code: ContractErrorCode.DATA_INVALID,
    path: [FieldName.DATA],
    expected: "no key __proto__",
    remedy,
  });
}

function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeKey);
}
