import type * as names from "./field-name.js";

export * as FieldName from "./field-name.js";
/** Any key of the registry. */
export type FieldName = (typeof names)[keyof typeof names];

export { ConsumerGroup, consumerGroupName, handoffStreamName, Stream } from "./streams.js";
export { type EventEnvelope, type PublishableEvent } from "./envelope.js";
export {
  type DataOf,
  defineEvent,
  type EventDefinition,
  type EventOf,
  type EventOptions,
  type FieldRegistry,
  type PayloadSchema,
} from "./define-event.js";
export { ContractError, ContractErrorCode, type ContractFault } from "./errors.js";
