import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";

/** How many replicas must have a write, and how long they may take. */
export interface ReplicaOptions {
  readonly atLeast: number;
  /** In milliseconds, less than a reply may take. */
  readonly withinMs: number;
}

/** Replicas had not confirmed a write in time. */
export interface ReplicationShort {
  readonly wanted: number;
  readonly confirmed: number;
}

interface Waits {
  readonly current: Promise<number>;
  /** The wait that begins when the current one is over. */
  next?: Promise<number>;
}

/**
 * Waits for replicas, so that what they have confirmed outlives a failover.
 *
 * A hand-off that a failover takes back is taken back whole: its input is pending again, nothing is lost. An event that a
 * producer was told is published has no input to come back: it is accepted only once it is confirmed.
 */
export class RedisReplication {
  readonly #options: ReplicaOptions | undefined;
  readonly #onShort: (short: ReplicationShort) => void;
  readonly #waits = new WeakMap<Redis, Waits>();
  #isShort = false;

  constructor(options: ReplicaOptions | undefined, onShort: (short: ReplicationShort) => void = () => undefined) {
    this.#options = options;
    this.#onShort = onShort;
  }

  /**
   * After an append, also one that added nothing: its first attempt may have been made on a connection that broke. Redis
   * waits for everything that was written before this connection's last command, whoever wrote it.
   *
   * @throws {HandoffError} `STORE_UNAVAILABLE` where too few confirmed: to be appended again.
   */
  async confirmAppend(client: Redis): Promise<void> {
    if (this.#options === undefined) return;
    const short = await this.#shortOf(client, this.#options);
    if (short === undefined) return;
    throw new HandoffError(
      HandoffErrorCode.STORE_UNAVAILABLE,
      `${short.confirmed} of the ${short.wanted} replicas have the event after ${this.#options.withinMs} ms. Append it again with the same id, once they are back.`,
    );
  }

  /** After a hand-off; too few confirmations are told once, until there are enough again. */
  async confirmHandOff(client: Redis): Promise<void> {
    if (this.#options === undefined) return;
    const short = await this.#shortOf(client, this.#options);
    if (short !== undefined && !this.#isShort) this.#onShort(short);
    this.#isShort = short !== undefined;
  }

  async #shortOf(client: Redis, options: ReplicaOptions): Promise<ReplicationShort | undefined> {
    const confirmed = await this.#confirmations(client, options);
    return confirmed >= options.atLeast ? undefined : { wanted: options.atLeast, confirmed };
  }

  /**
   * Redis does nothing else for a connection that waits. Whoever comes meanwhile shares the next wait, which counts for
   * everything that was written before it.
   */
  #confirmations(client: Redis, { atLeast, withinMs }: ReplicaOptions): Promise<number> {
    const wait = (): Promise<number> => client.wait(atLeast, withinMs);
    const waits = this.#waits.get(client);
    if (waits === undefined) return this.#begin(client, wait());
    waits.next ??= waits.current.then(
      () => this.#begin(client, wait()),
      () => this.#begin(client, wait()),
    );
    return waits.next;
  }

  #begin(client: Redis, current: Promise<number>): Promise<number> {
    const waits: Waits = { current };
    this.#waits.set(client, waits);
    const end = (): void => {
      if (this.#waits.get(client) === waits && waits.next === undefined) this.#waits.delete(client);
    };
    current.then(end, end);
    return current;
  }
}
