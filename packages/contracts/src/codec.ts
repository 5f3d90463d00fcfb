import { z } from "zod";
import { compileOnce } from "./compiled.js";
import type { EventDefinition, EventOf } from "./define-event.js";
import {
  type EventEnvelope,
  envelopeForWriting,
  type PublishableEvent,
  timestampForReading,
  traceIdForReading,
} from "./envelope.js";
import { ContractError, ContractErrorCode, type ContractFault, quoted } from "./errors.js";
import type { EventSet } from "./event-set.js";
import * as FieldName from "./field-name.js";
import { asFault, type Guard } from "./as-fault.js";
import { placeOf } from "./schema-fault.js";
import { upcast, upcastFault } from "./versions.js";

/** The flat fields of a stream entry: every value is a string, `data` is JSON. */
export type EntryFields = Readonly<Record<string, string>>;

const writeEvent = compileOnce(
  envelopeForWriting.extend({ [FieldName.TYPE]: z.string(), [FieldName.DATA]: z.unknown() }),
);
const ENVELOPE_FIELDS = envelopeForWriting.keyof().options;
const readTimestamp = compileOnce(timestampForReading);
const readTraceId = compileOnce(traceIdForReading);

const MEND_EVENT = "Mend the event before publishing it.";
/** Poison cannot get better by trying again, so each fault tells the producer what to mend. */
const MEND_PRODUCER = "Mend the producer, then replay the dead letter.";

const WRITE_ENVELOPE: Guard = { code: ContractErrorCode.ENVELOPE_INVALID, path: [], remedy: MEND_EVENT };
const WRITE_DATA: Guard = { code: ContractErrorCode.DATA_INVALID, path: [FieldName.DATA], remedy: MEND_EVENT };
const READ_ENVELOPE: Guard = { ...WRITE_ENVELOPE, remedy: MEND_PRODUCER };
const READ_DATA: Guard = { ...WRITE_DATA, remedy: MEND_PRODUCER };

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
  try {
    return write(event, events);
  } catch (error) {
    throw asFault(error, WRITE_ENVELOPE);
  }
}

function write(event: PublishableEvent, events: EventSet): EntryFields {
  const { [FieldName.TYPE]: type } = event;
  const definition = events.find(type);
  // An alias is read, and never written.
  if (definition?.type !== type) {
    throw typeUnknown(
      type,
      events,
      "Publish the event on a stream that carries it, or add it to this stream's events.",
    );
  }
  const result = writeEvent().safeParse(event);
  if (!result.success) fail(result.error, WRITE_ENVELOPE);
  const { data: checked } = result;
  const version = checked[FieldName.SCHEMA_VERSION];
  if (version !== undefined && version !== definition.version) {
    throw new ContractError({
      ...WRITE_ENVELOPE,
      path: [FieldName.SCHEMA_VERSION],
      expected: `${definition.version}, the version of the event's schema, got ${version}`,
    });
  }
  const fields: Record<string, string> = {
    [FieldName.TYPE]: type,
    [FieldName.DATA]: writeData(checked[FieldName.DATA], definition),
  };
  for (const name of ENVELOPE_FIELDS) {
    const value = checked[name];
    if (value !== undefined) fields[name] = String(value);
  }
  if (definition.version > 1) fields[FieldName.SCHEMA_VERSION] = String(definition.version);
  return fields;
}

function writeData(data: unknown, definition: EventDefinition): string {
  try {
    const result = definition.compiledWrite().safeParse(data);
    if (!result.success) fail(result.error, WRITE_DATA);
    refusePrototypeKey(data, WRITE_DATA);
    // What was checked is what is written: the data itself may hold getters or a `toJSON`.
    return JSON.stringify(result.data);
  } catch (error) {
    throw asFault(error, WRITE_DATA);
  }
}

/**
 * The event in a stream entry, read tolerantly: aliases of `type`, `source` for `source_agent`, a trace id in either
 * case, a timestamp without offset (as UTC) or none (from the entry id); unknown fields and keys are dropped, a
 * malformed `traceparent` is ignored as W3C Trace Context asks.
 *
 * A payload of an earlier version passes the upcasters and is read as one of the current version; one of a version newer
 * than is known here is read as far as it is known. Either way `schema_version` is that of the payload as it is returned.
 *
 * @param entryId Stream entry id, `<milliseconds>-<sequence>`.
 * @throws {ContractError} and nothing else, whatever the fields hold: the entry is poison and a retry cannot help.
 */
export function decodeEvent<Definition extends EventDefinition>(
  fields: EntryFields,
  events: EventSet<Definition>,
  entryId: string,
): EventOf<Definition> {
  // The definition that reads the data is the member of the union that the type names.
  try {
    return read(fields, events, entryId) as EventOf<Definition>;
  } catch (error) {
    throw asFault(error, READ_ENVELOPE);
  }
}

function read(fields: EntryFields, events: EventSet, entryId: string): EventEnvelope {
  const type = required(fields, FieldName.TYPE, {
    code: ContractErrorCode.TYPE_MISSING,
    expected: `one of ${events.types}`,
  });
  const definition = events.find(type);
  if (definition === undefined) {
    throw typeUnknown(type, events, "Add the event to the stream's events, or mend the producer.");
  }
  const traceId = required(fields, FieldName.TRACE_ID, {
    code: ContractErrorCode.TRACE_ID_MISSING,
    expected: "a UUID",
  });
  const json = required(fields, FieldName.DATA, { code: ContractErrorCode.DATA_MISSING, expected: "a JSON object" });
  const version = schemaVersion(fields);
  const event: Writable<EventEnvelope> = {
    [FieldName.TYPE]: definition.type,
    [FieldName.DATA]: readData(json, definition, version ?? 1),
    [FieldName.TRACE_ID]: uuid(traceId, FieldName.TRACE_ID, ContractErrorCode.TRACE_ID_MALFORMED),
    [FieldName.TIMESTAMP]: timestamp(fields, entryId),
  };
  const sourceAgent = present(fields, FieldName.SOURCE_AGENT) ?? present(fields, FieldName.SOURCE);
  const eventId = present(fields, FieldName.EVENT_ID);
  const parentId = parentTraceId(fields);
  const parent = traceparent(fields);
  if (sourceAgent !== undefined) event[FieldName.SOURCE_AGENT] = sourceAgent;
  if (eventId !== undefined) event[FieldName.EVENT_ID] = eventId;
  if (parentId !== undefined) event[FieldName.PARENT_TRACE_ID] = parentId;
  if (version !== undefined || definition.version > 1) event[FieldName.SCHEMA_VERSION] = definition.version;
  if (parent !== undefined) event[FieldName.TRACEPARENT] = parent;
  return event;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** @param written The version that the payload was written in. */
function readData(json: string, definition: EventDefinition, written: number): unknown {
  const value = parsed(json);
  try {
    const mayHoldIt = json.includes("__proto__") || json.includes("\\u00");
    if (mayHoldIt) refusePrototypeKey(value, READ_DATA);
    const current = written < definition.version ? upcast(definition, written, value) : value;
    const result = definition.compiledRead().safeParse(current);
    if (!result.success) failVersion(result.error, definition, written);
    return result.data;
  } catch (error) {
    throw asFault(error, READ_DATA);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw asFault(error, { ...READ_DATA, code: ContractErrorCode.DATA_NOT_JSON });
  }
}

function timestamp(fields: EntryFields, entryId: string): string {
  const text = present(fields, FieldName.TIMESTAMP);
  if (text === undefined) return timestampOfEntry(entryId);
  // As we write it, and nearly everybody else.
  if (text.endsWith("Z") && readTimestamp().safeParse(text).success && /T..:..:/.test(text)) return text;
  const withSeconds = text.replace(/(T\d\d:\d\d)(?!:)/, "$1:00");
  if (!readTimestamp().safeParse(withSeconds).success) {
    throw envelopeFault(FieldName.TIMESTAMP, `an ISO 8601 time, got ${quoted(text)}`);
  }
  return /(?:Z|[+-]\d\d:\d\d)$/.test(withSeconds) ? withSeconds : `${withSeconds}Z`;
}

const END_OF_YEAR_9999 = Date.UTC(10_000, 0) - 1;

/** @throws {ContractError} `ENVELOPE_INVALID` for an id that is not `<milliseconds>-<sequence>`, or beyond ISO 8601. */
function timestampOfEntry(entryId: string): string {
  const milliseconds = Number(/^(\d{1,16})-\d+$/.exec(entryId)?.[1]);
  if (milliseconds <= END_OF_YEAR_9999) return new Date(milliseconds).toISOString();
  throw envelopeFault(FieldName.TIMESTAMP, `a time, or an entry id that holds one, got ${quoted(entryId)}`);
}

function parentTraceId(fields: EntryFields): string | undefined {
  const text = present(fields, FieldName.PARENT_TRACE_ID);
  return text === undefined ? undefined : uuid(text, FieldName.PARENT_TRACE_ID, ContractErrorCode.ENVELOPE_INVALID);
}

function schemaVersion(fields: EntryFields): number | undefined {
  const text = present(fields, FieldName.SCHEMA_VERSION);
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw envelopeFault(FieldName.SCHEMA_VERSION, `an integer from 1, got ${quoted(text)}`);
}

function traceparent(fields: EntryFields): string | undefined {
  const text = present(fields, FieldName.TRACEPARENT);
  if (text === undefined) return undefined;
  const { [FieldName.TRACEPARENT]: schema } = envelopeForWriting.shape;
  return schema.safeParse(text).success ? text : undefined;
}

function uuid(text: string, field: string, code: ContractErrorCode): string {
  if (readTraceId().safeParse(text).success) return text.toLowerCase();
  throw new ContractError({
    code,
    path: [field],
    expected: `a UUID, got ${quoted(text)}`,
    remedy: MEND_PRODUCER,
  });
}

/** A field that is there and not empty; own properties only, since field names are foreign text. */
function present(fields: EntryFields, field: string): string | undefined {
  const value: unknown = Object.hasOwn(Object(fields) as EntryFields, field) ? fields[field] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function required(fields: EntryFields, field: string, fault: Pick<ContractFault, "code" | "expected">): string {
  const value = present(fields, field);
  if (value !== undefined) return value;
  throw new ContractError({ ...fault, path: [field], remedy: MEND_PRODUCER });
}

function typeUnknown(type: unknown, events: EventSet, remedy: string): ContractError {
  return new ContractError({
    code: ContractErrorCode.TYPE_UNKNOWN,
    path: [FieldName.TYPE],
    expected: `one of ${events.types}, got ${quoted(type)}`,
    remedy,
  });
}

function envelopeFault(field: string, expected: string): ContractError {
  return new ContractError({ ...READ_ENVELOPE, path: [field], expected });
}

function failVersion(error: z.core.$ZodError, { version }: EventDefinition, written: number): never {
  const place = placeOf(error, READ_DATA.path);
  if (written < version) throw upcastFault(written, place.path, place.expected);
  if (written === version) fail(error, READ_DATA);
  throw new ContractError({
    ...READ_DATA,
    ...place,
    remedy: `It was written in version ${written}, and ${version} is known here: deploy this reader with version ${written}, then replay the dead letter.`,
  });
}

function fail(error: z.core.$ZodError, guard: Guard): never {
  throw new ContractError({ ...guard, ...placeOf(error, guard.path) });
}

/** A key `__proto__` would silently vanish between JSON and object; it is refused on both ways. */
function refusePrototypeKey(value: unknown, guard: Guard): void {
  if (hasPrototypeKey(value)) throw new ContractError({ ...guard, expected: "no key __proto__" });
}

function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeKey);
}
