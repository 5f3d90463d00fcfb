import type { Delivery } from "../ports/event-store.js";
import type { ConsumerParts } from "./consumer-parts.js";

/**
 * How long a read waits while entries are in hand, in milliseconds: one of them may fail, and its retry be due before a
 * longer wait would end.
 */
const BUSY_BLOCK_MS = 50;

type SourceParts = Pick<ConsumerParts, "store" | "consumer" | "limits" | "environment">;

/** Where deliveries come from: entries that others left lie, or a backoff has passed for, before new ones. */
export class DeliverySource {
  readonly #parts: SourceParts;
  /** When to look for entries to claim next, in milliseconds since the epoch. */
  #nextClaimAt = 0;
  /** When the backoff of each entry that was left for a retry is over. */
  #retriesDueAt: number[] = [];

  constructor(parts: SourceParts) {
    this.#parts = parts;
  }

  /** An entry will be claimable at this time. */
  expectRetry(dueAt: number): void {
    this.#retriesDueAt.push(dueAt);
    this.#nextClaimAt = Math.min(this.#nextClaimAt, dueAt);
  }

  /** Entries can be claimed now. */
  lookAgain(): void {
    this.#nextClaimAt = 0;
  }

  /** At most `count` entries; none where none came in time, or `stop` fired. */
  async next(wanted: {
    readonly count: number;
    /** Whether entries are in hand. */
    readonly isBusy: boolean;
    readonly stop: AbortSignal;
  }): Promise<readonly Delivery[]> {
    const { count, isBusy, stop } = wanted;
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
    const longest = isBusy ? Math.min(limits.blockMs, BUSY_BLOCK_MS) : limits.blockMs;
    const blockMs = Math.max(1, Math.min(longest, this.#nextClaimAt - now));
    return store.read({ ...consumer, count, blockMs, signal: stop });
  }

  /**
   * Everything that an earlier incarnation held, in the order of the stream, once all of it can be claimed: where order
   * counts it goes before what is new, and none of it before another.
   */
  async leftBehind(stop: AbortSignal): Promise<readonly Delivery[]> {
    const { store, consumer, limits, environment } = this.#parts;
    while (!stop.aborted) {
      const [state] = await store.inspect([consumer.stream]);
      const pending = state?.groups.find(({ group }) => group === consumer.group)?.pending ?? 0;
      if (pending === 0) return [];
      const claimed = await store.claim({ ...consumer, count: pending, minIdleMs: limits.leaseMs });
      if (claimed.length === pending) return claimed;
      const back = claimed.map(({ id, deliveries }) => ({ id, idleMs: limits.leaseMs, deliveries: deliveries - 1 }));
      await store.giveBack(consumer, back);
      await environment.clock.sleep(Math.min(limits.blockMs, limits.leaseMs), stop);
    }
    return [];
  }
}
