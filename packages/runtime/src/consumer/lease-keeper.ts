import type { Clock } from "../ports/clock.js";
import type { ConsumerRef, Delivery, EventStore } from "../ports/event-store.js";
import { EntryInHand } from "./entry-in-hand.js";

/** Keeps the lease on the entries in hand; one that is lost to another consumer is told so. */
export class LeaseKeeper {
  readonly #store: EventStore;
  readonly #consumer: ConsumerRef;
  readonly #held = new Map<string, EntryInHand>();

  constructor(store: EventStore, consumer: ConsumerRef) {
    this.#store = store;
    this.#consumer = consumer;
  }

  /** How many entries are in hand. */
  get count(): number {
    return this.#held.size;
  }

  /** Whether an entry is in hand. */
  holds(id: string): boolean {
    return this.#held.has(id);
  }

  /** Takes an entry in hand. */
  hold(delivery: Delivery): EntryInHand {
    const entry = new EntryInHand(delivery);
    this.#held.set(delivery.id, entry);
    return entry;
  }

  /** Lets entries go: they are settled, or given back. */
  release(ids: Iterable<string>): void {
    for (const id of ids) this.#held.delete(id);
  }

  /** Loses everything in hand: the runtime stops waiting. */
  abandon(): void {
    for (const entry of this.#held.values()) entry.lose();
  }

  /** Renews every `intervalMs` until `stop` fires. A store that does not answer is asked again: the fence has the last word. */
  async run(clock: Clock, intervalMs: number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await clock.sleep(intervalMs, stop);
      if (this.#held.size === 0 || stop.aborted) continue;
      const ids = [...this.#held.keys()];
      const kept = new Set(await this.#store.renew(this.#consumer, ids).catch(() => ids));
      for (const id of ids) if (!kept.has(id)) this.#held.get(id)?.lose();
    }
  }
}
