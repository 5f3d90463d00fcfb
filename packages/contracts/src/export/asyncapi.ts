import type { ContractSet } from "../contract-set.js";
import { deadLetterSchema } from "../dead-letter.js";
import type { EventDefinition } from "../define-event.js";
import { envelopeForWriting } from "../envelope.js";
import * as FieldName from "../field-name.js";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { AgentRoute, Topology } from "../topology.js";
import { exampleOf } from "./example.js";
import { canonical, type JsonObject, payloadSchema, rebased, schemaOf } from "./json-schema.js";

/** What a document says of itself. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
}

const DEAD_LETTER = "dead_letter";

/**
 * An AsyncAPI 3 document: a channel a stream, an operation for each agent that publishes and each group that reads, a
 * message an event. A message's headers are the envelope's fields, its payload is what the field `data` holds as JSON.
 * The Redis binding has to be empty, so what a stream is stands in `x-redis-stream`.
 *
 * @throws {ToolError} `OPTION_INVALID` for contracts without a topology.
 */
export function asyncApiDocument({ topology, events }: ContractSet, info: DocumentInfo): JsonObject {
  if (topology === undefined) {
    throw new ToolError({
      code: ToolErrorCode.OPTION_INVALID,
      place: "asyncapi",
      what: "These contracts have no topology, and AsyncAPI describes who sends what where.",
      remedy: "Export the topology beside the events, or write json-schema instead.",
    });
  }
  return canonical({
    asyncapi: "3.0.0",
    info: { ...info },
    defaultContentType: "application/json",
    channels: channelsOf(topology),
    operations: operationsOf(topology),
    components: {
      messages: {
        ...Object.fromEntries(events.map((event) => [keyOf(event.type), messageOf(event)])),
        [DEAD_LETTER]: {
          name: DEAD_LETTER,
          summary: "An event that was given up, and why.",
          payload: schemaOf(deadLetterSchema, "draft-7"),
        },
      },
      schemas: Object.fromEntries(
        events.map((event) => {
          const key = keyOf(event.type);
          return [key, rebased(payloadSchema(event, "draft-7"), `#/components/schemas/${key}`)];
        }),
      ),
    },
  }) as JsonObject;
}

function channelsOf({ streams, groups, deadLetterStream }: Topology): JsonObject {
  const channels = Object.entries(streams).map(([stream, { definitions }]) => {
    const readers = groups.filter((route) => route.stream === stream).map(({ group, agent }) => ({ group, agent }));
    const types = definitions.map(({ type }) => type);
    return [stream, channel(stream, types, { stream, groups: readers, deadLetterStream })] as const;
  });
  return {
    ...Object.fromEntries(channels),
    [deadLetterStream]: channel(deadLetterStream, [DEAD_LETTER], { stream: deadLetterStream, groups: [] }),
  };
}

function channel(address: string, types: readonly string[], stream: JsonObject): JsonObject {
  return {
    address,
    messages: Object.fromEntries(types.map((type) => [keyOf(type), reference("components", "messages", keyOf(type))])),
    bindings: { redis: {} },
    "x-redis-stream": stream,
  };
}

function operationsOf({ agents }: Topology): JsonObject {
  const operations = Object.entries<AgentRoute<string>>(agents).flatMap(([agent, route]) => [
    ...route.publishes.map((stream) => [
      `${agent}.publishes.${stream}`,
      { action: "send", summary: `${agent} publishes on ${stream}.`, channel: reference("channels", stream) },
    ]),
    ...(route.consumes === undefined
      ? []
      : [
          [
            `${agent}.consumes.${route.consumes}`,
            {
              action: "receive",
              summary: `${agent} reads ${route.consumes} as the group ${route.group}.`,
              channel: reference("channels", route.consumes),
              "x-redis-stream": { group: route.group },
            },
          ],
        ]),
  ]);
  return Object.fromEntries(operations) as JsonObject;
}

function messageOf(event: EventDefinition): JsonObject {
  const { type, description, aliases } = event;
  const payload = exampleOf(payloadSchema(event, "draft-7"));
  const isValid = event.compiledWrite().safeParse(payload).success;
  return {
    name: type,
    summary: description,
    contentType: "application/json",
    headers: headersOf(type),
    payload: reference("components", "schemas", keyOf(type)),
    ...(isValid ? { examples: [{ name: type, payload: payload as JsonObject }] } : {}),
    "x-redis-stream": { payloadField: FieldName.DATA, aliases },
  };
}

/** The fields of an entry besides `data`. On a stream each is text, numbers too. */
function headersOf(type: string): JsonObject {
  const { properties, required, ...schema } = schemaOf(envelopeForWriting, "draft-7");
  return {
    ...schema,
    properties: { [FieldName.TYPE]: { type: "string", const: type }, ...(properties as JsonObject) },
    required: [FieldName.TYPE, ...(required as readonly string[])],
  };
}

function reference(...steps: readonly string[]): JsonObject {
  return { $ref: `#/${steps.join("/")}` };
}

/** A name as a key of the document, where a colon is not allowed. */
function keyOf(type: string): string {
  return type.replaceAll(":", "--");
}
