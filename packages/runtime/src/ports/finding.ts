/** The stable codes of what can be found wrong with a store. */
export const FindingCode = {
  /** The server says nothing of itself to this user: its settings are unknown. */
  SETTINGS_UNKNOWN: "SETTINGS_UNKNOWN",
  /** The server writes no append-only file: a restart loses what it had acknowledged. */
  APPEND_ONLY_OFF: "APPEND_ONLY_OFF",
  /** The server cannot write its append-only file. */
  APPEND_ONLY_FAILING: "APPEND_ONLY_FAILING",
  /** The disk is too slow for the append-only file: a kill loses what the server answered last. */
  APPEND_ONLY_DELAYED: "APPEND_ONLY_DELAYED",
  /** The server may drop keys when its memory is full. */
  EVICTION: "EVICTION",
  /** The clocks of the server and of this machine differ. */
  CLOCK_SKEW: "CLOCK_SKEW",
  /** A key holds something other than what the runtime keeps there. */
  KEY_WRONG_TYPE: "KEY_WRONG_TYPE",
  /** This user may not look at the streams. */
  STREAMS_UNKNOWN: "STREAMS_UNKNOWN",
  /** A consumer group of the topology does not exist. */
  GROUP_MISSING: "GROUP_MISSING",
  /** A group has entries to process, and no consumer of it lives. */
  GROUP_STUCK: "GROUP_STUCK",
  /** The circuit breaker of an agent keeps it from reading. */
  BREAKER_OPEN: "BREAKER_OPEN",
  /** A group falls behind its producers. */
  LAG_GROWING: "LAG_GROWING",
  /** A consumer holds entries and has shown no sign of life. */
  CONSUMER_DEAD: "CONSUMER_DEAD",
} as const;
export type FindingCode = (typeof FindingCode)[keyof typeof FindingCode];

/** Something about a store that endangers what the runtime guarantees, or that could not be found out. */
export interface Finding {
  readonly code: FindingCode;
  /** `unknown` where it could not be looked at: that is no fault. */
  readonly severity: "fault" | "unknown";
  /** What it is about: `server`, `streams`, a key, an agent, or a group as `stream/group`. */
  readonly subject: string;
  /** What was found, as a sentence. */
  readonly what: string;
  /** What to do now, as a sentence. */
  readonly remedy: string;
}
