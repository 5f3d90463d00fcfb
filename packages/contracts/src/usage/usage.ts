/** Which project is looked at. */
export interface ProjectOptions {
  /** Path of its tsconfig, as seen from the working folder. */
  readonly tsconfig: string;
  /** Package that has TypeScript's API (default `typescript`), found from the project. */
  readonly typescript?: string;
}

/** Who writes and who reads one field of an event. */
export interface FieldUsage {
  readonly event: string;
  /** Keys from the payload on, joined by dots; `[]` for the elements of a list. */
  readonly path: string;
  readonly optional: boolean;
  /** Agents whose code writes it; `""` for code that is no agent's. */
  readonly writers: readonly string[];
  readonly readers: readonly string[];
  /** Agents that may write or read it: their code is not here, or says nothing of it (`any`, `unknown`, a dictionary). */
  readonly perhapsWriters: readonly string[];
  readonly perhapsReaders: readonly string[];
}

/** A place at which a payload goes where nothing can be known of it, or comes from there. */
export interface Unseen {
  readonly kind: "escaped" | "filled_unseen";
  /** The agents whose code it is. */
  readonly agents: readonly string[];
  readonly event: string;
  readonly paths: readonly string[];
  /** `src/reviewer.ts:12`. */
  readonly place: string;
}

/** The stable ids of what usage finds. */
export const UsageRule = {
  /** Some agent reads a field that nobody writes. */
  NEVER_WRITTEN: "never-written",
  /** Some agent writes a field that nobody reads. */
  NEVER_READ: "never-read",
  /** Nobody writes a field, and nobody reads it. */
  UNUSED: "unused",
  /** An optional field is used as if it were always there. */
  UNCHECKED_OPTIONAL: "unchecked-optional",
  /** Something is added to a stream that no group reads. */
  STREAM_UNREAD: "stream-unread",
  /** No class of the project handles what a group reads. */
  GROUP_UNHANDLED: "group-unhandled",
} as const;
export type UsageRule = (typeof UsageRule)[keyof typeof UsageRule];

/** Something that usage found. */
export interface UsageFinding {
  readonly rule: UsageRule;
  /** A warning does not fail a run. */
  readonly severity: "fault" | "warning";
  /** `event.field`, a stream, or a group as `stream/group`. */
  readonly subject: string;
  /** What was found, as a sentence. */
  readonly what: string;
  /** What to do now, as a sentence. */
  readonly remedy: string;
  /** Where, at most five. */
  readonly places: readonly string[];
}

/** Who writes and who reads each field of a system, and what is wrong with that. */
export interface Usage {
  readonly fields: readonly FieldUsage[];
  readonly findings: readonly UsageFinding[];
  readonly unseen: readonly Unseen[];
  /** Agents of the topology whose code is not in the project: they may write and read everything of their streams. */
  readonly elsewhere: readonly string[];
}
