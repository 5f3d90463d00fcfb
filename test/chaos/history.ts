import type { EntryFields } from "@handoff/contracts";
import type { StreamEntry } from "@handoff/runtime";

/** One group that is checked: what it reads, and on which streams it publishes once for every entry. */
export interface Route {
  readonly stream: string;
  readonly group: string;
  /** Who writes the outputs: their `source_agent`. */
  readonly agent: string;
  readonly publishes: readonly string[];
  /** Entries with the same key must come out in the order they went in; without it, order is free. */
  readonly orderKey?: (fields: EntryFields) => string | undefined;
}

/** An entry of which a producer was told that it is on the stream. Known by either of its ids, or by both. */
export interface Accepted {
  readonly stream: string;
  /** Absent where the reply was lost. */
  readonly entryId?: string;
  /** Absent where the entry is no event at all. */
  readonly traceId?: string;
  /** The retries after which every group must give it up, or any number; absent where every group must publish. */
  readonly givenUpAfter?: number | readonly [least: number, most: number] | "any";
}

/** An entry that a foreign hand took from a group, or may have brought back to it. */
export interface Excuse {
  readonly stream: string;
  readonly group: string;
  /** Every entry up to this id: it had been delivered when the hand struck. */
  readonly upTo: string;
  /** Whether it may be gone for good; else it may only come again. */
  readonly isTaken: boolean;
}

/** A group as it stands in the end. */
export interface GroupEnd {
  readonly stream: string;
  readonly group: string;
  readonly pending: number;
  readonly lag: number;
}

/** Everything that can be known of a run once it is over. */
export interface History {
  readonly routes: readonly Route[];
  readonly deadLetterStream: string;
  readonly accepted: readonly Accepted[];
  /** Every entry of every stream, oldest first. */
  readonly streams: Readonly<Record<string, readonly StreamEntry[]>>;
  readonly groups: readonly GroupEnd[];
  readonly excuses?: readonly Excuse[];
}

/** Everything that can be wrong with a history. */
export const BreachKind = {
  /** An entry is there, and nothing became of it in a group. */
  LOST: "lost",
  /** An entry is gone from its stream before a group was done with it. */
  TRIMMED_UNSETTLED: "trimmed_unsettled",
  /** Some of the outputs of an entry are there, and some are not. */
  TORN: "torn",
  /** Two outputs on one route. */
  TWICE: "twice",
  /** Two dead letters of one entry and group. */
  GIVEN_UP_TWICE: "given_up_twice",
  /** Both outputs and a dead letter. */
  TWO_OUTCOMES: "two_outcomes",
  /** A producer's event is on its stream twice. */
  APPENDED_TWICE: "appended_twice",
  /** One trace id stands for two processings. */
  TRACE_REUSED: "trace_reused",
  /** The parent of an entry, or the source of a dead letter, is nowhere. */
  ORPHAN: "orphan",
  /** Given up, and should not have been. */
  GIVEN_UP_WRONGLY: "given_up_wrongly",
  /** Published, and should have been given up. */
  NOT_GIVEN_UP: "not_given_up",
  RETRY_COUNT: "retry_count",
  OUT_OF_ORDER: "out_of_order",
  PENDING_LEFT: "pending_left",
  LAG_LEFT: "lag_left",
  GROUP_MISSING: "group_missing",
} as const;
export type BreachKind = (typeof BreachKind)[keyof typeof BreachKind];

export interface Breach {
  readonly kind: BreachKind;
  /** Stream, entry, group: whatever tells where. */
  readonly place: string;
}
