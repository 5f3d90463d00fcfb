/** The stable codes of what keeps a tool of `handoff-contracts` from its work. */
export const ToolErrorCode = {
  /** An option is out of range, or does not go with another or with these contracts. */
  OPTION_INVALID: "OPTION_INVALID",
  /** There is no module of contracts, or it exports none. */
  CONTRACTS_NOT_FOUND: "CONTRACTS_NOT_FOUND",
  /** A module of contracts does not compile, or threw while it was loaded. */
  CONTRACTS_UNLOADABLE: "CONTRACTS_UNLOADABLE",
  /** Two different definitions claim one event type or alias. */
  EVENT_CONFLICT: "EVENT_CONFLICT",
  /** One constant of the registries of field names has two spellings. */
  FIELD_CONFLICT: "FIELD_CONFLICT",
  /** The modules of contracts export more than one topology. */
  TOPOLOGY_CONFLICT: "TOPOLOGY_CONFLICT",
  /** No test data can be made from a schema, or none that is wrong in the way that was asked for. */
  TEST_DATA_IMPOSSIBLE: "TEST_DATA_IMPOSSIBLE",
  /** A snapshot is no JSON, or no snapshot. */
  SNAPSHOT_UNREADABLE: "SNAPSHOT_UNREADABLE",
  /** A snapshot is in a form that is not known here. */
  SNAPSHOT_FORMAT_UNKNOWN: "SNAPSHOT_FORMAT_UNKNOWN",
  /** Two snapshots are of one version of one event. */
  SNAPSHOT_DUPLICATE: "SNAPSHOT_DUPLICATE",
  /** A file cannot be written. */
  FILE_UNWRITABLE: "FILE_UNWRITABLE",
  /** A package that this tool alone needs is not installed. */
  PACKAGE_MISSING: "PACKAGE_MISSING",
  /** A package that this tool needs is there in a version that it cannot use. */
  PACKAGE_UNSUITABLE: "PACKAGE_UNSUITABLE",
  /** There is no TypeScript project, or it names no files. */
  PROJECT_NOT_FOUND: "PROJECT_NOT_FOUND",
  /** A project does not compile, or not strictly. */
  PROJECT_BROKEN: "PROJECT_BROKEN",
  /** A baseline is no JSON, or no baseline. */
  BASELINE_UNREADABLE: "BASELINE_UNREADABLE",
  /** Redis does not answer, or refuses the user. */
  REDIS_UNAVAILABLE: "REDIS_UNAVAILABLE",
  /** There is no stream of this name. */
  STREAM_MISSING: "STREAM_MISSING",
  /** The key holds something other than a stream. */
  STREAM_WRONG_TYPE: "STREAM_WRONG_TYPE",
} as const;
export type ToolErrorCode = (typeof ToolErrorCode)[keyof typeof ToolErrorCode];

/** What a {@link ToolError} is made of. */
export interface ToolFault {
  readonly code: ToolErrorCode;
  /** Where: a file, a stream, an option; `""` where it is nowhere in particular. */
  readonly place: string;
  /** What is wrong there, as a sentence. */
  readonly what: string;
  /** What to do now. */
  readonly remedy: string;
}

/** A tool that cannot work: where, what is wrong, and what to do now. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly code: ToolErrorCode;
  readonly place: string;
  readonly remedy: string;

  constructor({ code, place, what, remedy }: ToolFault, options?: ErrorOptions) {
    super(`${code}${place === "" ? "" : ` at ${place}`}: ${what} ${remedy}`, options);
    this.code = code;
    this.place = place;
    this.remedy = remedy;
  }
}
