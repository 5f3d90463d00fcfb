import fc from "fast-check";
import type { EntryFields } from "../codec.js";
import type { JsonValue } from "../compatibility/json-schema.js";
import type { EventDefinition } from "../define-event.js";
import * as FieldName from "../field-name.js";
import { payloadNode, validData, validEntry, validEvent } from "./event-data.js";
import { impossible } from "./impossible.js";
import { faulty, type PayloadFault } from "./payload-faults.js";

/** One way for an event to be wrong before it is published; its payload may be wrong as well. */
export const EventFault = {
  UNKNOWN_TYPE: "unknown-type",
  BAD_TRACE_ID: "bad-trace-id",
  BAD_TIMESTAMP: "bad-timestamp",
  MISSING_SOURCE_AGENT: "missing-source-agent",
  BAD_SCHEMA_VERSION: "bad-schema-version",
} as const;
export type EventFault = (typeof EventFault)[keyof typeof EventFault];

/** One way for the fields of a stream entry to be wrong; its payload may be wrong as well. */
export const EntryFault = {
  MISSING_TYPE: "missing-type",
  UNKNOWN_TYPE: "unknown-type",
  MISSING_DATA: "missing-data",
  NOT_JSON: "not-json",
  MISSING_TRACE_ID: "missing-trace-id",
  BAD_TRACE_ID: "bad-trace-id",
  BAD_TIMESTAMP: "bad-timestamp",
  BAD_SCHEMA_VERSION: "bad-schema-version",
} as const;
export type EntryFault = (typeof EntryFault)[keyof typeof EntryFault];

/**
 * Payloads that are wrong in one named way, at one place of any depth, and else right: the schema refuses each.
 *
 * @throws {ToolError} `TEST_DATA_IMPOSSIBLE` where no payload of the event can be wrong in that way.
 */
export function invalidData(definition: EventDefinition, fault: PayloadFault): fc.Arbitrary<JsonValue> {
  return refusedData(definition, fault, (data) => definition.compiledWrite().safeParse(data).success);
}

function refusedData(
  definition: EventDefinition,
  fault: PayloadFault,
  isAccepted: (data: JsonValue) => boolean,
): fc.Arbitrary<JsonValue> {
  const node = payloadNode(definition);
  const valid = validData(definition) as fc.Arbitrary<JsonValue>;
  const wrong = (data: JsonValue): readonly JsonValue[] =>
    faulty(node, data, fault).filter((each) => !isAccepted(each));
  const canBeWrong = fc.sample(valid, { numRuns: 100, seed: 1 }).some((data) => wrong(data).length > 0);
  if (!canBeWrong) throw impossible([definition.type], `No payload of it can be wrong by ${fault}.`);
  return fc
    .tuple(valid, fc.nat())
    .map(([data, at]) => {
      const all = wrong(data);
      return all[at % Math.max(all.length, 1)];
    })
    .filter((data) => data !== undefined);
}

const TRACE_IDS = fc.constantFrom("", "unknown-trace", "1", "3f2504e0-4f89-41d3-9a0c-0305e82c330", "g".repeat(36));
const TIMESTAMPS = fc.constantFrom("yesterday", "1774958400", "2026-02-30T00:00:00Z", "31.03.2026 12:00");

/** Events that `encodeEvent` refuses for one named fault. */
export function invalidEvent(
  definition: EventDefinition,
  fault: EventFault | PayloadFault,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const event: fc.Arbitrary<Readonly<Record<string, unknown>>> = validEvent(definition).map((valid) => ({ ...valid }));
  const changed = (values: fc.Arbitrary<object>): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
    fc.tuple(event, values).map(([valid, change]) => ({ ...valid, ...change }));
  switch (fault) {
    case "unknown-type":
      return changed(fc.constant({ [FieldName.TYPE]: "unheard_of" }));
    case "bad-trace-id":
      return changed(TRACE_IDS.map((text) => ({ [FieldName.TRACE_ID]: text })));
    case "bad-timestamp":
      return changed(TIMESTAMPS.map((text) => ({ [FieldName.TIMESTAMP]: text })));
    case "missing-source-agent":
      return event.map(({ [FieldName.SOURCE_AGENT]: _left, ...others }) => others);
    case "bad-schema-version":
      return changed(
        fc.constantFrom(0, -1, 1.5, definition.version + 1).map((version) => ({ [FieldName.SCHEMA_VERSION]: version })),
      );
    default:
      return changed(invalidData(definition, fault).map((data) => ({ [FieldName.DATA]: data })));
  }
}

/** Fields of stream entries that are poison for one named fault. A reader drops unknown keys, so these are none. */
export function invalidEntry(
  definition: EventDefinition,
  fault: EntryFault | Exclude<PayloadFault, "unknown-key">,
): fc.Arbitrary<EntryFields> {
  const entry = validEntry(definition);
  const changed = (values: fc.Arbitrary<EntryFields>): fc.Arbitrary<EntryFields> =>
    fc.tuple(entry, values).map(([valid, change]) => ({ ...valid, ...change }));
  const without = (name: string): fc.Arbitrary<EntryFields> =>
    entry.map((fields) => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)));
  switch (fault) {
    case "missing-type":
      return without(FieldName.TYPE);
    case "unknown-type":
      return changed(fc.constant({ [FieldName.TYPE]: "unheard_of" }));
    case "missing-data":
      return without(FieldName.DATA);
    case "not-json":
      return changed(fc.constantFrom("{'a': 1}", "{", "NaN", "undefined").map((text) => ({ [FieldName.DATA]: text })));
    case "missing-trace-id":
      return without(FieldName.TRACE_ID);
    case "bad-trace-id":
      return changed(TRACE_IDS.filter((text) => text !== "").map((text) => ({ [FieldName.TRACE_ID]: text })));
    case "bad-timestamp":
      return changed(TIMESTAMPS.map((text) => ({ [FieldName.TIMESTAMP]: text })));
    case "bad-schema-version":
      return changed(fc.constantFrom("0", "-1", "1.0", "one").map((text) => ({ [FieldName.SCHEMA_VERSION]: text })));
    default: {
      const data = refusedData(definition, fault, (each) => definition.compiledRead().safeParse(each).success);
      return changed(data.map((each) => ({ [FieldName.DATA]: JSON.stringify(each) })));
    }
  }
}
