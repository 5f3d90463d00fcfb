import type { Log } from "../observability/log.js";
import { type Clock, systemClock } from "../ports/clock.js";

/** The states of a breaker; `until` is in milliseconds since the epoch. */
export type BreakerState =
  | { readonly kind: "closed"; readonly failures: number }
  | { readonly kind: "open"; readonly until: number }
  | { readonly kind: "half_open" };

/** What a breaker lets through: everything, one probe, or nothing. */
export type Admission = "all" | "one" | "none";

export interface CircuitBreakerOptions {
  readonly agentId: string;
  /** Consecutive failures that open the breaker (default 5). */
  readonly failureThreshold?: number;
  /** How long an open breaker waits before it lets a probe through, in milliseconds (default 30,000). */
  readonly resetTimeoutMs?: number;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Called on every change of the kind of state. */
  readonly onChange?: (kind: BreakerState["kind"]) => void;
}

/**
 * Circuit breaker of one agent: it opens after consecutive failures, half-opens after a while, and closes when a probe
 * succeeds. The consumer asks {@link admission} before it reads; a hand-written agent wraps its work in {@link call}.
 */
export class AgentCircuitBreaker {
  readonly agentId: string;
  readonly #failureThreshold: number;
  readonly #resetTimeoutMs: number;
  readonly #clock: Clock;
  readonly #log: Log | undefined;
  readonly #onChange: ((kind: BreakerState["kind"]) => void) | undefined;
  #state: BreakerState = { kind: "closed", failures: 0 };
  #probing = false;

  constructor(options: CircuitBreakerOptions) {
    this.agentId = options.agentId;
    this.#failureThreshold = options.failureThreshold ?? 5;
    this.#resetTimeoutMs = options.resetTimeoutMs ?? 30_000;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log;
    this.#onChange = options.onChange;
  }

  /** The state now; an open breaker whose time is up is half open. */
  get state(): BreakerState {
    if (this.#state.kind === "open" && this.#clock.now() >= this.#state.until) this.#become({ kind: "half_open" });
    return this.#state;
  }

  get admission(): Admission {
    switch (this.state.kind) {
      case "closed":
        return "all";
      case "half_open":
        return "one";
      case "open":
        return "none";
    }
  }

  /** How long until a probe is let through, in milliseconds; 0 when something is let through now. */
  get waitMs(): number {
    const state = this.state;
    return state.kind === "open" ? state.until - this.#clock.now() : 0;
  }

  recordSuccess(): void {
    this.#become({ kind: "closed", failures: 0 });
  }

  recordFailure(): void {
    const state = this.state;
    const failures = state.kind === "closed" ? state.failures + 1 : this.#failureThreshold;
    if (failures >= this.#failureThreshold) {
      this.#become({ kind: "open", until: this.#clock.now() + this.#resetTimeoutMs });
    } else {
      this.#become({ kind: "closed", failures });
    }
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
    if (changed) this.#onChange?.(next.kind);
  }
}
