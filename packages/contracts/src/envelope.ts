import { z } from "zod";
import * as FieldName from "./field-name.js";

/**
 * One event as agents see it: the five fields of the protocol and our additive ones.
 *
 * `source_agent` is absent where the writer left it out (it is never invented); `timestamp` is always there, since a
 * missing one is taken from the stream entry id.
 */
export interface EventEnvelope<Type extends string = string, Data = unknown> {
  /** Name of the event's type. */
  readonly [FieldName.TYPE]: Type;
  /** The payload. */
  readonly [FieldName.DATA]: Data;
  /** UUID of the processing step that published the event, in lower case. */
  readonly [FieldName.TRACE_ID]: string;
  /** When the event was published: ISO 8601 with offset. */
  readonly [FieldName.TIMESTAMP]: string;
  /** Id of the agent that published the event. */
  readonly [FieldName.SOURCE_AGENT]?: string;
  /** Stable identity of the event: the idempotency key. */
  readonly [FieldName.EVENT_ID]?: string;
  /** Trace id of the event that caused this one. */
  readonly [FieldName.PARENT_TRACE_ID]?: string;
  /** Version of the schema of `data`: an integer from 1. */
  readonly [FieldName.SCHEMA_VERSION]?: number;
  /** W3C trace context of the publisher. */
  readonly [FieldName.TRACEPARENT]?: string;
}

/** An event that may be published: `source_agent` is given. */
export type PublishableEvent<Event extends EventEnvelope = EventEnvelope> = Event & {
  readonly [FieldName.SOURCE_AGENT]: string;
};

/** Text that survives UTF-8: at least one character, no lone surrogate (Redis would store another character). */
const wireText = z.string().regex(/^[^\p{Cs}]+$/su);

const uuid = z.uuid();

/** Everything but `type` and `data`, as it must be when published. */
export const envelopeForWriting = z.strictObject({
  [FieldName.TRACE_ID]: uuid.lowercase().describe("UUID of the publishing step, lower case"),
  [FieldName.TIMESTAMP]: z.iso.datetime({ offset: true }).describe("When published: ISO 8601 with offset"),
  [FieldName.SOURCE_AGENT]: wireText.describe("Id of the publishing agent"),
  [FieldName.EVENT_ID]: z.exactOptional(wireText).describe("Stable identity of the event: the idempotency key"),
  [FieldName.PARENT_TRACE_ID]: z.exactOptional(uuid.lowercase()).describe("Trace id of the causing event, lower case"),
  [FieldName.SCHEMA_VERSION]: z.exactOptional(z.int().min(1)).describe("Version of the schema of data: from 1"),
  [FieldName.TRACEPARENT]: z
    .exactOptional(z.string().regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/))
    .describe("W3C trace context of the publisher"),
});

/** A timestamp as foreign writers spell it: Python's naive `isoformat()` has no offset and is read as UTC. */
export const timestampForReading = z.iso.datetime({ offset: true, local: true });

/** A trace id as foreign writers spell it: either case. */
export const traceIdForReading = uuid;
