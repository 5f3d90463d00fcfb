/** The stable codes of what can go wrong outside an event's own contract. */
export const HandoffErrorCode = {
  /** An option is out of range or does not go with another. */
  OPTION_INVALID: "OPTION_INVALID",
  /** The store cannot be reached or refuses to work. */
  STORE_UNAVAILABLE: "STORE_UNAVAILABLE",
  /** The server behind the store is too old. */
  STORE_UNSUPPORTED: "STORE_UNSUPPORTED",
  /** A key of the store holds something other than what the runtime keeps there. */
  STORE_WRONG_TYPE: "STORE_WRONG_TYPE",
  /** The streams were begun with another number of partitions, without, or spread by another key. */
  PARTITIONS_DIFFER: "PARTITIONS_DIFFER",
  /** A port cannot be listened on: something else has it, or this user may not. */
  PORT_UNAVAILABLE: "PORT_UNAVAILABLE",
  /** An event exceeds the size limit (`maxEventBytes`). */
  EVENT_TOO_LARGE: "EVENT_TOO_LARGE",
  /** A hand-off exceeds the largest batch, or is more than the store takes in one step. */
  BATCH_TOO_LARGE: "BATCH_TOO_LARGE",
  /** An agent published on a stream that its topology does not give it. */
  PUBLISH_NOT_ALLOWED: "PUBLISH_NOT_ALLOWED",
  /** An agent published after its work was over: the event can no longer be part of the hand-off. */
  PUBLISH_TOO_LATE: "PUBLISH_TOO_LATE",
  /** An idempotency key came again with another content: one of the two is not what it claims to be. */
  IDEMPOTENCY_CONFLICT: "IDEMPOTENCY_CONFLICT",
  /** A handler threw. */
  HANDLER_FAILED: "HANDLER_FAILED",
  /** An entry was delivered too often without ever being settled: it takes the process down. */
  DELIVERY_LIMIT: "DELIVERY_LIMIT",
  /** An input is well formed but cannot be true: it contradicts itself or its predecessor. */
  INPUT_IMPLAUSIBLE: "INPUT_IMPLAUSIBLE",
  /** A file of input is not what it should be. */
  INPUT_MALFORMED: "INPUT_MALFORMED",
} as const;
export type HandoffErrorCode = (typeof HandoffErrorCode)[keyof typeof HandoffErrorCode];

/** A failure with a stable code; the message says what happened and what to do now. */
export class HandoffError extends Error {
  override readonly name = "HandoffError";
  readonly code: HandoffErrorCode;

  constructor(code: HandoffErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}
