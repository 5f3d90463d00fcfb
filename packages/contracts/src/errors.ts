/**
 * The stable codes of everything that can be wrong with an event, a definition or a topology.
 *
 * Codes are part of the public surface: they are written to dead letters (`error_code`) and are never renamed.
 */
export const ContractErrorCode = {
  /** The entry has no `type` field. */
  TYPE_MISSING: "TYPE_MISSING",
  /** The stream carries no event of this type. */
  TYPE_UNKNOWN: "TYPE_UNKNOWN",
  /** The entry has no `trace_id` field. */
  TRACE_ID_MISSING: "TRACE_ID_MISSING",
  /** `trace_id` is not a UUID. */
  TRACE_ID_MALFORMED: "TRACE_ID_MALFORMED",
  /** The entry has no `data` field. */
  DATA_MISSING: "DATA_MISSING",
  /** `data` is not JSON. */
  DATA_NOT_JSON: "DATA_NOT_JSON",
  /** `data` does not meet the schema of its event. */
  DATA_INVALID: "DATA_INVALID",
  /** An envelope field other than the above is malformed. */
  ENVELOPE_INVALID: "ENVELOPE_INVALID",
  /** A dead-letter record does not meet its schema. */
  DEAD_LETTER_INVALID: "DEAD_LETTER_INVALID",
  /** An event's schema uses a key that is not in its registry of field names. */
  FIELD_UNREGISTERED: "FIELD_UNREGISTERED",
  /** An event's schema uses something that has no JSON form, so that it could not be read back. */
  SCHEMA_UNSUPPORTED: "SCHEMA_UNSUPPORTED",
  /** Two events of one stream share a type or an alias. */
  EVENT_DUPLICATE: "EVENT_DUPLICATE",
  /** A topology names a stream, a group or an agent that contradicts another part of it. */
  TOPOLOGY_INVALID: "TOPOLOGY_INVALID",
  /** An event's version is no count from 1, or its upcasters do not lead from each earlier version to it. */
  VERSION_INVALID: "VERSION_INVALID",
  /** An upcaster threw, or made a payload that the current version refuses. */
  UPCAST_FAILED: "UPCAST_FAILED",
  /** A stream or group name is not of the permitted form. */
  NAME_INVALID: "NAME_INVALID",
} as const;
export type ContractErrorCode = (typeof ContractErrorCode)[keyof typeof ContractErrorCode];

/** What a {@link ContractError} is made of. */
export interface ContractFault {
  readonly code: ContractErrorCode;
  /** Where the fault is, from the root of the event: `["data", "indicators", "rsi"]`. */
  readonly path: readonly (string | number)[];
  /** What was expected there. */
  readonly expected: string;
  /** What to do now. */
  readonly remedy: string;
}

/** An event, a definition or a topology that breaks its contract. Retrying cannot help; `remedy` says what can. */
export class ContractError extends Error {
  override readonly name = "ContractError";
  readonly code: ContractErrorCode;
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly remedy: string;

  constructor({ code, path, expected, remedy }: ContractFault) {
    const place = path.length > 0 ? ` at ${path.join(".")}` : "";
    super(`${code}${place}: expected ${expected}. ${remedy}`);
    this.code = code;
    this.path = path;
    this.expected = expected;
    this.remedy = remedy;
  }
}

/** Foreign text as it stands in a message: quoted, and never longer than a line. */
export function quoted(value: unknown): string {
  if (typeof value !== "string") return value === null ? "null" : typeof value;
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
