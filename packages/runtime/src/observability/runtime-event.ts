import type { BreakerState } from "../ports/breaker-state.js";
import type { StreamEntry } from "../ports/event-store.js";

/** An entry that was committed to a stream. */
export interface CommittedEntry extends StreamEntry {
  readonly stream: string;
}

/** Everything that can happen in a running chain; every printer and counter switches over it exhaustively. */
export type RuntimeEvent =
  | { readonly kind: "agent_started"; readonly agent: string }
  | { readonly kind: "agent_stopped"; readonly agent: string }
  /** A producer started a chain. */
  | { readonly kind: "published"; readonly agent: string; readonly traceId: string; readonly entry: CommittedEntry }
  /** A producer offered an event that had been published before. */
  | { readonly kind: "duplicate"; readonly agent: string; readonly stream: string; readonly eventId: string }
  /** An input was acknowledged and its outputs were published, in one step. */
  | {
      readonly kind: "handed_off";
      readonly agent: string;
      readonly traceId: string;
      readonly input: { readonly stream: string; readonly entryId: string };
      readonly outputs: readonly CommittedEntry[];
      /** From the publishing of the input to the commit, in milliseconds. */
      readonly latencyMs: number;
      /** How long the handler took, in milliseconds. */
      readonly durationMs: number;
    }
  /** Processing failed and will be tried again. */
  | {
      readonly kind: "retry_scheduled";
      readonly agent: string;
      readonly entryId: string;
      /** Which retry is due, from 1. */
      readonly retry: number;
      readonly delayMs: number;
      readonly error: Error;
    }
  /** An event was given up. */
  | {
      readonly kind: "dead_lettered";
      readonly agent: string;
      readonly source: { readonly stream: string; readonly entryId: string };
      readonly code: string;
      readonly reason: string;
      readonly retryCount: number;
    }
  /** A replay for another group of the stream was acknowledged unprocessed. */
  | { readonly kind: "passed_over"; readonly agent: string; readonly entryId: string }
  /** A result came too late: the entry is, or will be, settled by someone else. */
  | { readonly kind: "fenced"; readonly agent: string; readonly entryId: string }
  /** Entries went back unprocessed: the breaker opened, or the runtime drains. */
  | {
      readonly kind: "given_back";
      readonly agent: string;
      readonly count: number;
      readonly reason: "breaker" | "drain";
    }
  | { readonly kind: "breaker_changed"; readonly agent: string; readonly state: BreakerState["kind"] }
  /** The store did not answer; the agent waits and goes on. */
  | { readonly kind: "store_lost"; readonly agent: string; readonly error: Error }
  | { readonly kind: "store_restored"; readonly agent: string };

/** Told of everything that happens. What it throws is logged once, and changes nothing. */
export type RuntimeObserver = (event: RuntimeEvent) => void;
