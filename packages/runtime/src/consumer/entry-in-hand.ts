import type { Delivery } from "../ports/event-store.js";

/** An entry that this consumer holds, until it is settled or given back. */
export class EntryInHand {
  delivery: Delivery;
  #lost = false;
  #controller: AbortController | undefined;
  /** Called once the entry is lost: a handler that never returns must not hold others up. */
  onLost: (() => void) | undefined;

  constructor(delivery: Delivery) {
    this.delivery = delivery;
  }

  get id(): string {
    return this.delivery.id;
  }

  /** Whether nothing done for the entry counts any more: another consumer has it, or the runtime stops waiting. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Fires when the entry is lost. Made when somebody asks for it: most handlers do not. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#lost) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  lose(): void {
    this.#lost = true;
    this.#controller?.abort();
    this.onLost?.();
  }
}
