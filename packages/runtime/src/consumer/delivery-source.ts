import type { Delivery } from "../ports/event-store.js";
import type { ConsumerParts } from "./consumer-parts.js";

/**
 * How long a read waits while entries are in hand, in milliseconds: one of them may fail, and its retry be due before a
 * longer wait would end.
 */
const BUSY_BLOCK_MS = 50;

type SourceParts = Pick<ConsumerParts, "store" | "consumer" | "limits" | "orderBy" | "environment">;

/** Where deliveries come from: entries that others left lie, or a backoff has passed for, before new ones. */
export class DeliverySource {
  readonly #parts: SourceParts;
  /** When to look for entries to claim next, in milliseconds since the epoch. */
  #nextClaimAt = 0;
  /** When the backoff of each entry that was left for a retry is over. */
  #retriesDueAt: number[] = [];
  /** How many suspects there are still to claim. */
  #suspects = 0;
  #isAlone = false;
  /** Whether what was left behind goes one by one. */
  #isOneByOne = false;
  /** Whether nothing is left that comes before what is new; only asked where order counts. */
  #isCaughtUp: boolean;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#isCaughtUp = parts.orderBy === undefined;
  }

  /** An entry will be claimable at this time. */
  expectRetry(dueAt: number): void {
    this.#retriesDueAt.push(dueAt);
    this.#nextClaimAt = Math.min(this.#nextClaimAt, dueAt);
  }

  /** Entries are given back, and can be claimed: where order counts, all of them before anything else is. */
  lookAgain(): void {
    this.#nextClaimAt = 0;
    this.#isCaughtUp = this.#parts.orderBy === undefined;
  }

  /**
   * Whether nothing may be in hand when {@link next} is called: what it yielded last, or will yield, is to be alone, so that
   * no other entry is charged where it takes the process down; or it must not be overtaken.
   */
  get wantsEmptyHand(): boolean {
    return this.#isAlone || this.#suspects > 0 || !this.#isCaughtUp;
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
    this.#isAlone = false;
    if (!this.#isCaughtUp) return this.#leftBehind(stop);
    if (this.#suspects > 0) return this.#suspect();
    const now = environment.clock.now();
    if (now >= this.#nextClaimAt) {
      const idle = { ...consumer, minIdleMs: limits.leaseMs };
      const claimed = await store.claim({ ...idle, count, suspects: "without" });
      if (claimed.length > 0) {
        // A full claim means there may be more; look again before reading on.
        if (claimed.length < count) this.#claimLater(now);
        return claimed;
      }
      this.#suspects = await store.suspects(idle);
      if (this.#suspects > 0) return [];
      this.#claimLater(now);
    }
    const longest = isBusy ? Math.min(limits.blockMs, BUSY_BLOCK_MS) : limits.blockMs;
    const blockMs = Math.max(1, Math.min(longest, this.#nextClaimAt - now));
    return store.read({ ...consumer, count, blockMs, signal: stop });
  }

  async #suspect(): Promise<readonly Delivery[]> {
    const { store, consumer, limits } = this.#parts;
    const claimed = await store.claim({ ...consumer, count: 1, minIdleMs: limits.leaseMs, suspects: "only" });
    this.#suspects = claimed.length === 0 ? 0 : this.#suspects - 1;
    this.#isAlone = claimed.length > 0;
    return claimed;
  }

  #claimLater(now: number): void {
    this.#retriesDueAt = this.#retriesDueAt.filter((dueAt) => dueAt > now);
    this.#nextClaimAt = Math.min(now + this.#parts.limits.claimIntervalMs, ...this.#retriesDueAt);
  }

  /**
   * What an earlier incarnation held, or was given back, in the order of the stream, once all of it can be claimed: where order counts it
   * goes before what is new, and none of it before another. Where there are suspects in it, one by one.
   */
  async #leftBehind(stop: AbortSignal): Promise<readonly Delivery[]> {
    const { store, consumer, limits, environment } = this.#parts;
    const idle = { ...consumer, minIdleMs: limits.leaseMs };
    const [state] = await store.inspect([consumer.stream]);
    const pending = state?.groups.find(({ group }) => group === consumer.group)?.pending ?? 0;
    this.#isCaughtUp = pending === 0;
    if (this.#isCaughtUp) return [];
    this.#isOneByOne ||= (await store.suspects(idle)) > 0;
    const claimed = await store.claim({ ...idle, count: pending });
    const isWhole = claimed.length === pending;
    const kept = isWhole ? claimed.slice(0, this.#isOneByOne ? 1 : pending) : [];
    const back = claimed.slice(kept.length);
    await store.giveBack(
      consumer,
      back.map(({ id, deliveries }) => ({ id, idleMs: limits.leaseMs, deliveries: deliveries - 1 })),
    );
    if (!isWhole) await environment.clock.sleep(Math.min(limits.blockMs, limits.leaseMs), stop);
    return kept;
  }
}
