import type { Clock } from "../ports/clock.js";
import type { ConsumerRef, EventStore } from "../ports/event-store.js";

/**
 * Keeps the lease on the entries in hand while handlers run, and fires an entry's signal when the lease is lost to
 * another consumer, or all signals when the runtime stops waiting.
 */
export class LeaseKeeper {
  readonly #store: EventStore;
  readonly #consumer: ConsumerRef;
  readonly #held = new Map<string, AbortController>();

  constructor(store: EventStore, consumer: ConsumerRef) {
    this.#store = store;
    this.#consumer = consumer;
  }

  /** Takes entries in hand; yields the signal of each. */
  hold(ids: readonly string[]): ReadonlyMap<string, AbortSignal> {
    for (const id of ids) this.#held.set(id, new AbortController());
    return new Map([...this.#held].map(([id, controller]) => [id, controller.signal]));
  }

  /** Lets entries go: they are settled, or given back. */
  release(ids: readonly string[]): void {
    for (const id of ids) this.#held.delete(id);
  }

  /** Fires the signals of everything in hand. */
  abandon(): void {
    for (const controller of this.#held.values()) controller.abort();
  }

  /** Renews every `intervalMs` until `stop` fires. A store that does not answer is asked again: the fence has the last word. */
  async run(clock: Clock, intervalMs: number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await clock.sleep(intervalMs, stop);
      if (this.#held.size === 0 || stop.aborted) continue;
      const ids = [...this.#held.keys()];
      const kept = await this.#store.renew(this.#consumer, ids).catch(() => ids);
      const lost = new Set(ids);
      for (const id of kept) lost.delete(id);
      for (const id of lost) this.#held.get(id)?.abort();
    }
  }
}
