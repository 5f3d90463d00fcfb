import type { HandoffError } from "../../errors.js";

/** What happens to the connections of a store, taken together: however many break, it is told once. */
export type ConnectionEvent =
  | {
      /** The store is not, or not fully, connected; what may be repeated waits. */
      readonly kind: "lost";
      readonly error: HandoffError;
    }
  | {
      /** Every connection is back. */
      readonly kind: "restored";
      /** How long that took, in milliseconds. */
      readonly downMs: number;
    };

/** Turns the fates of single connections into what happens to the store. */
export class ConnectionWatch {
  #tell: (event: ConnectionEvent) => void;
  readonly #lost = new Set<object>();
  #lostAt = 0;

  constructor(tell: (event: ConnectionEvent) => void = () => undefined) {
    this.#tell = tell;
  }

  lost(connection: object, error: HandoffError): void {
    const first = this.#lost.size === 0;
    this.#lost.add(connection);
    if (!first) return;
    this.#lostAt = performance.now();
    this.#tell({ kind: "lost", error });
  }

  /** The connection is back, or no longer wanted. */
  restored(connection: object): void {
    if (!this.#lost.delete(connection) || this.#lost.size > 0) return;
    this.#tell({ kind: "restored", downMs: Math.round(performance.now() - this.#lostAt) });
  }

  /** Tells nothing more: what breaks from now on is broken on purpose. */
  end(): void {
    this.#tell = () => undefined;
  }
}
