import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../ports/clock.js";

interface Sleeper {
  readonly dueAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to move: a simulation of hours runs in moments, the same every time. */
export class VirtualClock implements Clock {
  #now: number;
  /** By due time; sleepers due at the same time wake in the order they fell asleep. */
  readonly #sleepers: Sleeper[] = [];

  /** @param startAt Milliseconds since the epoch. */
  constructor(startAt = 0) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  /** Also a sleep of 0 ms waits to be told: a loop around it would never let go otherwise. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        dueAt: this.#now + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener("abort", abandon);
          resolve();
        },
      };
      const abandon = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        sleeper.wake();
      };
      signal?.addEventListener("abort", abandon, { once: true });
      const later = this.#sleepers.findIndex((other) => other.dueAt > sleeper.dueAt);
      this.#sleepers.splice(later === -1 ? this.#sleepers.length : later, 0, sleeper);
    });
  }

  /** Moves on by `ms`, waking who is due on the way, each at its own time and before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await setImmediate();
    while (this.#wakeNext(until)) await setImmediate();
    this.#now = until;
  }

  /**
   * Moves from sleeper to sleeper until the work is done.
   *
   * @throws {Error} when the work waits and nobody sleeps: it would wait for ever.
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settle = (): void => {
      done = true;
    };
    work.then(settle, settle);
    await setImmediate();
    while (!done) {
      if (!this.#wakeNext(Number.POSITIVE_INFINITY)) {
        throw new Error(`The work waits at ${this.#now} ms for something other than time.`);
      }
      await setImmediate();
    }
    return work;
  }

  #wakeNext(until: number): boolean {
    const next = this.#sleepers[0];
    if (next === undefined || next.dueAt > until) return false;
    this.#sleepers.shift();
    this.#now = Math.max(this.#now, next.dueAt);
    next.wake();
    return true;
  }
}
