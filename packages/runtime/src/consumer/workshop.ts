import type { EventEnvelope, EventSet } from "@handoff/contracts";
import { eventKey } from "../event-key.js";
import { type Delivery, SUSPECT_DELIVERIES } from "../ports/event-store.js";
import { placedId } from "../ports/placed-id.js";
import { backoffMs } from "../resilience/backoff.js";
import { type Attempt, attempt, type AttemptSetting, decode, type Terminal } from "./attempt.js";
import type { ConsumerParts } from "./consumer-parts.js";
import type { EntryInHand } from "./entry-in-hand.js";
import { Lanes } from "./lanes.js";
import { ProbeTurn } from "./probe-turn.js";
import type { Settler } from "./settler.js";

type WorkshopParts = Pick<
  ConsumerParts,
  "agent" | "consumer" | "partition" | "breaker" | "probeTurn" | "environment" | "limits" | "orderBy" | "random"
> & {
  readonly events: EventSet;
  readonly settler: Settler;
  /** Called with the time at which an entry that failed can be claimed again. */
  readonly onRetryDue: (dueAt: number) => void;
  /** Called when the breaker keeps what waits from beginning: it is to be given back. */
  readonly onHalted: () => void;
};

/**
 * Deliveries that every entry may have, however few retries there are: it is in hand with others at first, and is not to
 * be given up for what one of them did.
 */
const LEAST_DELIVERIES = SUSPECT_DELIVERIES + 1;

interface Job {
  readonly entry: EntryInHand;
  readonly event: EventEnvelope;
}

type Failed = Extract<Attempt, { readonly kind: "failed" }>;

/** Where entries in hand are worked on: as many at a time as the agent may, each key in its order where asked. */
export class Workshop {
  readonly #parts: WorkshopParts;
  readonly #setting: AttemptSetting;
  readonly #waiting = new Lanes<Job>();
  /** Jobs whose backoff runs, with the key that they hold. */
  readonly #backingOff = new Map<Job, string>();
  #running = 0;
  #onFinished: (() => void) | undefined;
  /** Only a probe that fails twice in a row is the event's own fault. */
  readonly #probes: ProbeTurn;

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
    const { agent, consumer, partition, events, environment, limits } = parts;
    const { stream, group } = consumer;
    this.#probes = parts.probeTurn ?? new ProbeTurn();
    this.#setting = {
      agent,
      stream,
      group,
      partition,
      events,
      environment,
      maxDeliveries: Math.max(LEAST_DELIVERIES, limits.retries + 1),
    };
  }

  /** Whether nothing is in work and nothing can begin. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.size === 0;
  }

  /** Takes entries to work on, in their order. */
  take(entries: readonly EntryInHand[]): void {
    const { orderBy, settler } = this.#parts;
    for (const entry of entries) {
      const decoded = decode(entry.delivery, this.#setting);
      if ("event" in decoded) {
        const { event } = decoded;
        this.#waiting.add({ entry, event }, orderBy === undefined ? undefined : eventKey(event, orderBy));
      } else {
        settler.count(decoded);
        settler.add(decoded);
      }
    }
    this.begin();
  }

  /** Takes out everything that is not in work: it is to be given back. */
  clear(): readonly Delivery[] {
    const jobs = [...this.#backingOff.keys(), ...this.#waiting.clear()];
    for (const key of this.#backingOff.values()) this.#waiting.done(key);
    this.#backingOff.clear();
    return jobs.map(({ entry }) => entry.delivery);
  }

  /** Resolves when nothing is in work any more. */
  async finished(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#onFinished = resolve;
    });
  }

  /** Begins what may begin; to be called also when the breaker may have changed its mind. */
  begin(): void {
    const { limits, breaker, onHalted } = this.#parts;
    while (this.#waiting.size > 0) {
      const { admission } = breaker;
      if (admission === "none") onHalted();
      const atOnce = { all: limits.concurrency, one: 1, none: 0 }[admission];
      const next = this.#running < atOnce ? this.#waiting.take() : undefined;
      if (next === undefined) return;
      this.#running += 1;
      void this.#work(next.item, next.key);
    }
  }

  async #work(job: Job, key: string | undefined): Promise<void> {
    const result = await attempt(job.entry, job.event, this.#setting);
    const { settler, breaker } = this.#parts;
    settler.count(result);
    if (result.kind === "done") {
      this.#probes.failed = undefined;
      breaker.recordSuccess();
      this.#conclude(key, result);
    } else if (result.kind === "abandoned") {
      await settler.giveBack([result.delivery]);
      this.#conclude(key);
    } else if (result.kind === "failed" && (await this.#retry(result, job, key))) {
      // Where it is to be retried in its place, the others of its key go on waiting.
      if (key === undefined) this.#conclude(key);
      else this.#running -= 1;
    } else {
      this.#conclude(key, result);
    }
    if (this.#running === 0) this.#onFinished?.();
    this.begin();
  }

  /** An entry is no longer in work; what came of it is settled, where anything did. */
  #conclude(key: string | undefined, result?: Terminal): void {
    this.#running -= 1;
    this.#waiting.done(key);
    if (result !== undefined) this.#parts.settler.add(result);
  }

  /** Tells the breaker; whether the event is tried again. */
  async #retry(result: Failed, job: Job, key: string | undefined): Promise<boolean> {
    const { breaker, limits, random, settler, environment, onRetryDue } = this.#parts;
    const { delivery, outage } = result;
    // An outage must not burn retries: a probe that fails does not count, and another entry is the next one.
    const probe = placedId(delivery.id, this.#setting.partition);
    const isSpared = breaker.state.kind === "half_open" && this.#probes.failed !== probe;
    if (isSpared) this.#probes.failed = probe;
    breaker.recordFailure();
    const counted = !outage && !isSpared;
    if (counted && delivery.deliveries > limits.retries) return false;
    const backoff = { initialMs: limits.backoffInitialMs, maxMs: limits.backoffMaxMs };
    const delayMs = backoffMs(delivery.deliveries, random(), backoff);
    if (key !== undefined) {
      await settler.keepForRetry(result, { delayMs, counted });
      if (counted) job.entry.delivery = { ...delivery, deliveries: delivery.deliveries + 1 };
      void this.#backOff(job, { key, delayMs });
    } else if (isSpared) {
      await settler.retryLater(result, { delayMs: limits.leaseMs, counted });
    } else {
      await settler.retryLater(result, { delayMs, counted });
      onRetryDue(environment.clock.now() + delayMs);
    }
    return true;
  }

  /** Lets the first of its key begin again once its backoff is over; the others of the key wait. */
  async #backOff(job: Job, { key, delayMs }: { readonly key: string; readonly delayMs: number }): Promise<void> {
    this.#backingOff.set(job, key);
    await this.#parts.environment.clock.sleep(delayMs);
    // It was given back meanwhile.
    if (!this.#backingOff.delete(job)) return;
    this.#waiting.again(job, key);
    this.begin();
  }
}
