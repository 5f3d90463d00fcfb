import type { Log } from "../observability/log.js";
import type { BreakerState } from "../ports/breaker-state.js";
import { type Clock, systemClock } from "../ports/clock.js";

/** What a breaker lets through: everything, one probe, or nothing. */
export type Admission = "all" | "one" | "none";

export interface CircuitBreakerOptions {
  readonly agentId: string;
  /** Consecutive failures that open the breaker (default 5). */
  readonly failureThreshold?: number;
  /** How long an open breaker waits before it lets a probe through, in milliseconds (default 30,000). */
  readonly resetTimeoutMs?: number;
  /** Longest wait, in milliseconds: each probe that fails doubles the wait up to it (default: it stays the same). */
  readonly resetTimeoutMaxMs?: number;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Called on every change of the kind of state. */
  readonly onChange?: (state: BreakerState) => void;
}

/** How long a breaker that is held open by hand may go unasked, in milliseconds. */
const ISOLATED_WAIT_MS = 1_000;

/**
 * Circuit breaker of one agent: it opens after consecutive failures, half-opens after a while, and closes when a probe
 * succeeds. The consumer asks {@link admission} before it reads; a hand-written agent wraps its work in {@link call}.
 */
export class AgentCircuitBreaker {
  readonly agentId: string;
  readonly #failureThreshold: number;
  readonly #resetTimeoutMs: number;
  readonly #resetTimeoutMaxMs: number;
  readonly #clock: Clock;
  readonly #log: Log | undefined;
  readonly #onChange: ((state: BreakerState) => void) | undefined;
  #state: BreakerState = { kind: "closed", failures: 0 };
  #probing = false;

  constructor(options: CircuitBreakerOptions) {
    this.agentId = options.agentId;
    this.#failureThreshold = options.failureThreshold ?? 5;
    this.#resetTimeoutMs = options.resetTimeoutMs ?? 30_000;
    this.#resetTimeoutMaxMs = options.resetTimeoutMaxMs ?? this.#resetTimeoutMs;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log;
    this.#onChange = options.onChange;
  }

  /** The state now; an open breaker whose time is up is half open. */
  get state(): BreakerState {
    const state = this.#state;
    if (state.kind === "open" && this.#clock.now() >= state.until) {
      this.#become({ kind: "half_open", openings: state.openings });
    }
    return this.#state;
  }

  get admission(): Admission {
    switch (this.state.kind) {
      case "closed":
        return "all";
      case "half_open":
        return "one";
      case "open":
      case "isolated":
        return "none";
    }
  }

  /** How long until it is worth asking again, in milliseconds; 0 when something is let through now. */
  get waitMs(): number {
    const state = this.state;
    if (state.kind === "isolated") return ISOLATED_WAIT_MS;
    return state.kind === "open" ? state.until - this.#clock.now() : 0;
  }

  /** When a probe is let through, in milliseconds since the epoch; undefined unless it is open. */
  get nextAttemptAt(): number | undefined {
    const state = this.state;
    return state.kind === "open" ? state.until : undefined;
  }

  recordSuccess(): void {
    if (this.#state.kind !== "isolated") this.#become({ kind: "closed", failures: 0 });
  }

  recordFailure(): void {
    const state = this.state;
    if (state.kind === "isolated") return;
    const failures = state.kind === "closed" ? state.failures + 1 : this.#failureThreshold;
    if (failures < this.#failureThreshold) {
      this.#become({ kind: "closed", failures });
      return;
    }
    // What fails while it is open was begun before, and says nothing new.
    const openings = state.kind === "open" ? state.openings : state.kind === "half_open" ? state.openings + 1 : 1;
    const waitMs = Math.min(this.#resetTimeoutMaxMs, this.#resetTimeoutMs * 2 ** (openings - 1));
    this.#become({ kind: "open", until: this.#clock.now() + waitMs, openings });
  }

  /** Holds it open until {@link release}: nothing is let through, whatever succeeds meanwhile. */
  isolate(): void {
    this.#become({ kind: "isolated" });
  }

  /** Closes it, if it is held open by hand. */
  release(): void {
    if (this.#state.kind === "isolated") this.#become({ kind: "closed", failures: 0 });
  }

  /** Goes on from a state that was kept, for instance by an earlier process. */
  restore(state: BreakerState): void {
    this.#become(state);
  }

  /** The state, as {@link restore} takes it. */
  toJSON(): BreakerState {
    return this.state;
  }

  /**
   * Runs `work` unless the breaker is open.
   *
   * @returns what `work` returns, or `null` where the breaker is open: the event is neither done nor failed, keep it.
   * @throws whatever `work` throws, once it is recorded.
   */
  async call<R>(work: () => Promise<R> | R): Promise<R | null> {
    const probe = this.state.kind === "half_open";
    if (this.admission === "none" || (probe && this.#probing)) {
      this.#log?.("warning", "circuit breaker open", { agent: this.agentId });
      return null;
    }
    this.#probing = probe;
    try {
      const result = await work();
      this.recordSuccess();
      return result;
    } catch (error) {
      this.recordFailure();
      this.#log?.("error", "agent circuit breaker triggered", { agent: this.agentId, err: error });
      throw error;
    } finally {
      this.#probing = false;
    }
  }

  #become(next: BreakerState): void {
    const changed = next.kind !== this.#state.kind;
    this.#state = next;
    if (changed) this.#onChange?.(next);
  }
}
