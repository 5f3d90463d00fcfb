import fc from "fast-check";
import { encodeEvent, type EntryFields } from "../codec.js";
import { canonicalSchema } from "../compatibility/canonical-schema.js";
import { SchemaDocument } from "../compatibility/json-schema.js";
import { Node } from "../compatibility/node.js";
import type { DataOf, EventDefinition, EventOf } from "../define-event.js";
import type { PublishableEvent } from "../envelope.js";
import { EventSet } from "../event-set.js";
import * as FieldName from "../field-name.js";
import { jsonValues } from "./json-values.js";
import { instants, kept } from "./json-texts.js";

/** The payload of an event as it is published. */
export function payloadNode({ writeSchema }: EventDefinition): Node {
  return Node.root(new SchemaDocument(canonicalSchema(writeSchema), "closed"));
}

/**
 * Payloads of an event, each one accepted by its schema.
 *
 * @throws {ToolError} `TEST_DATA_IMPOSSIBLE` for a schema whose payloads cannot be made.
 */
export function validData<Definition extends EventDefinition>(
  definition: Definition,
): fc.Arbitrary<DataOf<Definition>> {
  const isValid = (data: unknown): boolean => definition.compiledWrite().safeParse(data).success;
  // By construction all are; a check in code may still refuse some.
  const data = kept(jsonValues(payloadNode(definition)), isValid, [definition.type]);
  return data as fc.Arbitrary<unknown> as fc.Arbitrary<DataOf<Definition>>;
}

/** Events that may be published, with and without what is optional in the envelope. */
export function validEvent<Definition extends EventDefinition>(
  definition: Definition,
): fc.Arbitrary<PublishableEvent<EventOf<Definition>>> {
  return fc.tuple(envelopes(definition), validData(definition)).map(
    ([envelope, data]) =>
      ({
        [FieldName.TYPE]: definition.type,
        [FieldName.DATA]: data,
        ...envelope,
      }) as PublishableEvent as PublishableEvent<EventOf<Definition>>,
  );
}

/** Events as fields of a stream entry, as our runtime writes them. */
export function validEntry(definition: EventDefinition): fc.Arbitrary<EntryFields> {
  const events = new EventSet([definition]);
  return validEvent(definition).map((event) => encodeEvent(event, events));
}

/** Payloads that are the same at every run: for fixtures, documents and demonstrations. */
export function exampleData<Definition extends EventDefinition>(
  definition: Definition,
  { seed = 1, count = 1 }: { readonly seed?: number; readonly count?: number } = {},
): readonly DataOf<Definition>[] {
  return fc.sample(validData(definition), { seed, numRuns: count });
}

const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

const wireText = fc.string({ minLength: 1, unit: "grapheme" });

const timestamps = fc
  .tuple(instants, fc.constantFrom("Z", "+00:00", "+05:30", "-11:00", "123+01:00"))
  .map(([text, offset]) => text.replace("Z", offset));

function envelopes({ version }: EventDefinition): fc.Arbitrary<Omit<PublishableEvent, "type" | "data">> {
  return fc.record(
    {
      [FieldName.TRACE_ID]: fc.uuid(),
      [FieldName.TIMESTAMP]: timestamps,
      [FieldName.SOURCE_AGENT]: wireText,
      [FieldName.EVENT_ID]: wireText,
      [FieldName.PARENT_TRACE_ID]: fc.uuid(),
      [FieldName.SCHEMA_VERSION]: fc.constant(version),
      [FieldName.TRACEPARENT]: fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join("-")),
    },
    { requiredKeys: [FieldName.TRACE_ID, FieldName.TIMESTAMP, FieldName.SOURCE_AGENT], noNullPrototype: true },
  );
}
