import type { OutcomeCounts } from "./belief.js";

/** How one trade ended. */
export interface Outcome {
  readonly signalType: string;
  /** Stable id of the grade: equal on every redelivery of it. */
  readonly gradeId: string;
  readonly won: boolean;
  /** When the position was closed, in milliseconds since the epoch. */
  readonly closedAt: number;
}

/** Where outcomes are kept for the beliefs. Both adapters pass `test/trading/outcome-ledger.conformance.ts`. */
export interface OutcomeLedger {
  /** Keeps an outcome once per grade id; yields whether it was new. */
  record(outcome: Outcome): Promise<boolean>;
  /** The outcomes of a kind of signal that closed at or before `asOf` (milliseconds since the epoch). */
  counts(signalType: string, asOf: number): Promise<OutcomeCounts>;
}
