import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { Delivery } from "../ports/event-store.js";
import { backoffMs } from "../resilience/backoff.js";
import { type Attempt, attempt, type AttemptSetting } from "./attempt.js";
import type { ConsumerParts } from "./consumer-parts.js";
import { LeaseKeeper } from "./lease-keeper.js";
import { Settler } from "./settler.js";
import { StoreGuard } from "./store-guard.js";

/**
 * Reads for one agent: claim what is stale, else read what is new, process in order, hand off in batches. An open
 * breaker stops the reading, so nothing is skipped or acknowledged because of it.
 */
export class Consumer {
  readonly #parts: ConsumerParts;
  readonly #setting: AttemptSetting;
  readonly #lease: LeaseKeeper;
  readonly #guard: StoreGuard;
  readonly #settler: Settler;
  readonly #giveUp = new AbortController();
  /** When to look for entries to claim next, in milliseconds since the epoch. */
  #nextClaimAt = 0;
  /** When the backoff of each entry that was left for a retry is over. */
  #retriesDueAt: number[] = [];
  /** The entry that failed as a probe last: only a probe that fails twice in a row is the event's own fault. */
  #failedProbe: string | undefined;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    const { agent, consumer, store, environment, limits, observe } = parts;
    const events = agent.topology.streams[consumer.stream];
    if (events === undefined) {
      throw new HandoffError(
        HandoffErrorCode.OPTION_INVALID,
        `stream ${consumer.stream} is not in the topology. Add it.`,
      );
    }
    this.#setting = { agent, stream: consumer.stream, events, environment, maxDeliveries: limits.retries + 1 };
    this.#lease = new LeaseKeeper(store, consumer);
    this.#guard = new StoreGuard({ agent: agent.agentId, clock: environment.clock, observe });
    this.#settler = new Settler({ ...parts, lease: this.#lease, guard: this.#guard, giveUp: this.#giveUp.signal });
  }

  /** Works until `stop` fires, then finishes the running handler within the drain limit and gives the rest back. */
  async run(stop: AbortSignal): Promise<void> {
    const { environment, limits } = this.#parts;
    const finished = new AbortController();
    const drainLimit = this.#abandonAfterDrain(stop, finished.signal);
    const renewals = this.#lease.run(environment.clock, Math.max(1, Math.floor(limits.leaseMs / 3)), finished.signal);
    try {
      while (!stop.aborted) {
        const { breaker } = this.#parts;
        if (breaker.admission === "none") {
          await environment.clock.sleep(breaker.waitMs, stop);
          continue;
        }
        const count = breaker.admission === "one" ? 1 : limits.batchSize;
        const deliveries = await this.#guard.until(stop, () => this.#next(count, stop));
        if (deliveries !== undefined && deliveries.length > 0) await this.#process(deliveries, stop);
      }
    } finally {
      finished.abort();
      await Promise.all([renewals, drainLimit]);
    }
  }

  async #abandonAfterDrain(stop: AbortSignal, finished: AbortSignal): Promise<void> {
    const { environment, limits } = this.#parts;
    await aborted(AbortSignal.any([stop, finished]));
    if (finished.aborted) return;
    await environment.clock.sleep(limits.drainMs, finished);
    if (finished.aborted) return;
    this.#giveUp.abort();
    this.#lease.abandon();
  }

  async #next(count: number, stop: AbortSignal): Promise<readonly Delivery[]> {
    const { store, consumer, limits, environment } = this.#parts;
    const now = environment.clock.now();
    if (now >= this.#nextClaimAt) {
      const claimed = await store.claim({ ...consumer, count, minIdleMs: limits.leaseMs });
      // A full claim means there may be more; look again before reading on.
      if (claimed.length < count) {
        this.#retriesDueAt = this.#retriesDueAt.filter((dueAt) => dueAt > now);
        this.#nextClaimAt = Math.min(now + limits.claimIntervalMs, ...this.#retriesDueAt);
      }
      if (claimed.length > 0) return claimed;
    }
    const blockMs = Math.max(1, Math.min(limits.blockMs, this.#nextClaimAt - now));
    return store.read({ ...consumer, count, blockMs, signal: stop });
  }

  async #process(deliveries: readonly Delivery[], stop: AbortSignal): Promise<void> {
    const { breaker, environment, limits, observe, agent } = this.#parts;
    const signals = this.#lease.hold(deliveries.map(({ id }) => id));
    let lingerUntil = environment.clock.now() + limits.lingerMs;
    let attempts: Attempt[] = [];
    const unprocessed: Delivery[] = [];
    for (const delivery of deliveries) {
      if (stop.aborted || breaker.admission === "none") {
        unprocessed.push(delivery);
        continue;
      }
      const result = await attempt(delivery, signals.get(delivery.id) ?? AbortSignal.abort(), this.#setting);
      attempts.push(result);
      await this.#judge(result);
      if (environment.clock.now() >= lingerUntil) {
        await this.#settler.settle(attempts);
        attempts = [];
        lingerUntil = environment.clock.now() + limits.lingerMs;
      }
    }
    await this.#settler.settle(attempts);
    if (unprocessed.length > 0) {
      this.#nextClaimAt = 0;
      await this.#settler.giveBack(unprocessed);
      const reason = stop.aborted ? "drain" : "breaker";
      observe({ kind: "given_back", agent: agent.agentId, count: unprocessed.length, reason });
    }
  }

  /** Tells the breaker; an attempt that may be repeated goes back with its backoff. */
  async #judge(result: Attempt): Promise<void> {
    const { breaker, limits } = this.#parts;
    if (result.kind === "done") {
      this.#failedProbe = undefined;
      breaker.recordSuccess();
    }
    if (result.kind !== "failed") return;
    const { delivery } = result;
    const probe = breaker.state.kind === "half_open";
    breaker.recordFailure();
    const delayMs = backoffMs(delivery.deliveries, this.#parts.random(), {
      initialMs: limits.backoffInitialMs,
      maxMs: limits.backoffMaxMs,
    });
    if (probe && this.#failedProbe !== delivery.id) {
      // An outage must not burn retries: the probe does not count, and another entry is the next one.
      this.#failedProbe = delivery.id;
      await this.#settler.retryLater(result, { delayMs: limits.leaseMs, counted: false });
    } else if (result.outage || delivery.deliveries <= limits.retries) {
      await this.#settler.retryLater(result, { delayMs, counted: !result.outage });
      const dueAt = this.#parts.environment.clock.now() + delayMs;
      this.#retriesDueAt.push(dueAt);
      this.#nextClaimAt = Math.min(this.#nextClaimAt, dueAt);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
