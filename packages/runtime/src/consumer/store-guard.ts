import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { RuntimeObserver } from "../observability/runtime-event.js";
import type { Clock } from "../ports/clock.js";
import { backoffMs } from "../resilience/backoff.js";

interface StoreGuardParts {
  readonly agent: string;
  readonly clock: Clock;
  readonly observe: RuntimeObserver;
}

/** Waits a store out: an operation that fails is repeated, and only the change from well to ill and back is told. */
export class StoreGuard {
  readonly #parts: StoreGuardParts;
  #lost = false;

  constructor(parts: StoreGuardParts) {
    this.#parts = parts;
  }

  /**
   * Repeats `operation` until it succeeds, or until `giveUp` fires: then the result is undefined.
   *
   * @throws {HandoffError} `BATCH_TOO_LARGE`: no waiting makes it smaller.
   */
  async until<R>(giveUp: AbortSignal, operation: () => Promise<R>): Promise<R | undefined> {
    const { agent, clock, observe } = this.#parts;
    for (let failures = 1; ; failures++) {
      try {
        const result = await operation();
        if (this.#lost) observe({ kind: "store_restored", agent });
        this.#lost = false;
        return result;
      } catch (error) {
        if (error instanceof HandoffError && error.code === HandoffErrorCode.BATCH_TOO_LARGE) throw error;
        if (!this.#lost)
          observe({ kind: "store_lost", agent, error: error instanceof Error ? error : new Error(String(error)) });
        this.#lost = true;
        if (giveUp.aborted) return undefined;
        // No jitter: one process waits for one store here.
        await clock.sleep(backoffMs(failures, 1, { initialMs: 50, maxMs: 2_000 }), giveUp);
        if (giveUp.aborted) return undefined;
      }
    }
  }
}
