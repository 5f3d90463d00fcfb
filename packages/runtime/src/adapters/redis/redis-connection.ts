import { setMaxListeners } from "node:events";
import type { Redis } from "ioredis";
import { systemClock } from "../../ports/clock.js";
import type { ConnectionWatch } from "./connection-watch.js";
import { answered, type ClientOptions, connectClient } from "./redis-client.js";
import { closedError, faultOf, storeError } from "./redis-errors.js";
import type { RedisTarget } from "./redis-url.js";

export interface ConnectionOptions extends ClientOptions {
  /** How long a reply may take, in milliseconds, before the connection is taken for dead. */
  readonly replyTimeoutMs: number;
  /** How long an operation waits for a lost connection, in milliseconds. */
  readonly patienceMs: number;
  readonly watch: ConnectionWatch;
  /**
   * Where the server is, known no earlier than at a time of `performance.now()`; without it, it is the target in any case.
   *
   * @throws where nobody knows.
   */
  readonly locate?: (since: number) => Promise<RedisTarget>;
}

export interface Operation<T> {
  /** What it is about, for a message. */
  readonly subject: string;
  /** May be carried out twice: it is repeated when it is unknown whether it arrived. */
  readonly repeatable: boolean;
  /** How many characters are sent, where it may be many: they take their time on the way. */
  readonly size?: number;
  /** `repeated` where an earlier attempt may have arrived. */
  readonly execute: (client: Redis, repeated: boolean) => Promise<T>;
}

/** First and longest pause before connecting again, in milliseconds. */
const BACKOFF_MS = { first: 25, longest: 1_000 };
/** The slowest way to a server that large requests are given time for, in characters a millisecond. */
const SLOWEST_A_MS = 1_000;
/** Pause before asking again where a server is busy, or another one has the keys, in milliseconds. */
const BUSY_PAUSE_MS = 50;

/** A connection that comes back: it makes a new client whenever the last one is lost. */
export class RedisConnection {
  readonly #options: ConnectionOptions;
  readonly #closing = new AbortController();
  #client: Redis | undefined;
  #connecting: Promise<unknown> = Promise.resolve();
  #lastError: Error = closedError();
  /** What is being sent, in characters. */
  #underWay = 0;
  /** Where the client is, or was. */
  #target: RedisTarget;
  /** What is known of where the server is must not be older: a time of `performance.now()`. */
  #knownSince = -Infinity;

  /** @param client Connected already; without one, it connects by itself. */
  constructor(options: ConnectionOptions, client?: Redis) {
    this.#options = options;
    this.#target = options.target;
    // Every operation that waits for the connection listens; many of them are no leak.
    setMaxListeners(0, this.#closing.signal);
    if (client === undefined) this.#connecting = this.#connect();
    else this.#adopt(client);
  }

  /**
   * Carries an operation out, waiting for the connection where it must.
   *
   * @throws {HandoffError}
   */
  async run<T>({ subject, repeatable, size = 0, execute }: Operation<T>): Promise<T> {
    const { replyTimeoutMs, patienceMs } = this.#options;
    const deadline = performance.now() + patienceMs;
    let repeated = false;
    for (;;) {
      const client = await this.client({ deadline });
      if (client === undefined) throw closedError();
      this.#underWay += size;
      try {
        // Whatever is sent after something large waits behind it.
        return await answered(execute(client, repeated), replyTimeoutMs + this.#underWay / SLOWEST_A_MS);
      } catch (error) {
        const passing = await this.outlasts(client, error);
        if (!passing || (faultOf(error) === "lost" && !repeatable) || performance.now() >= deadline) {
          throw this.failure(error, subject);
        }
        repeated ||= faultOf(error) === "lost";
      } finally {
        this.#underWay -= size;
      }
    }
  }

  /**
   * The client, once there is one; undefined when `signal` fires first.
   *
   * @param wait `deadline` is a time of `performance.now()`.
   * @throws {HandoffError} `STORE_UNAVAILABLE` when the deadline comes first, or the connection is closed.
   */
  async client(wait: { readonly deadline: number; readonly signal?: AbortSignal }): Promise<Redis | undefined> {
    const { deadline, signal } = wait;
    // The usual case comes with nothing to wait for.
    if (this.#client !== undefined && signal?.aborted !== true) return this.#client;
    const over = new AbortController();
    const stop = (): void => over.abort();
    const stoppers = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    for (const stopper of stoppers) stopper.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        if (this.#closing.signal.aborted) throw closedError();
        if (signal?.aborted === true) return undefined;
        if (this.#client !== undefined) return this.#client;
        if (performance.now() >= deadline) throw this.#lastError;
        await Promise.race([this.#connecting, systemClock.sleep(deadline - performance.now(), over.signal)]);
      }
    } finally {
      over.abort();
      for (const stopper of stoppers) stopper.removeEventListener("abort", stop);
    }
  }

  /** Whether the failure passes by itself, and what failed can be tried again with the client there is then. */
  async outlasts(client: Redis, error: unknown): Promise<boolean> {
    switch (faultOf(error)) {
      case "lost":
      case "untrusted":
      case "replica":
        this.#lose(client, error);
        return !this.#closing.signal.aborted;
      case "elsewhere":
        this.#lose(client, error);
        await systemClock.sleep(BUSY_PAUSE_MS, this.#closing.signal);
        return !this.#closing.signal.aborted;
      case "busy":
        await systemClock.sleep(BUSY_PAUSE_MS, this.#closing.signal);
        return !this.#closing.signal.aborted;
      default:
        return false;
    }
  }

  /** What the caller of the store is told. */
  failure(error: unknown, subject: string): Error {
    if (this.#closing.signal.aborted) return closedError();
    if (error instanceof Error && faultOf(error) === "foreign") return error;
    return storeError(error, this.#target, subject);
  }

  /** Lets what is under way finish, for as long as a reply may take, and disconnects. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#closing.abort();
    // A server that does not answer is left without goodbye.
    if (client !== undefined) await answered(client.quit(), this.#options.replyTimeoutMs).catch(() => undefined);
    this.#leave(client);
  }

  /** Disconnects at once. */
  abandon(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#closing.abort();
    this.#leave(client);
  }

  #leave(client: Redis | undefined): void {
    client?.disconnect();
    this.#options.watch.restored(this);
  }

  async #connect(): Promise<void> {
    for (let pauseMs = BACKOFF_MS.first; !this.#closing.signal.aborted; pauseMs *= 2) {
      try {
        this.#target = (await this.#options.locate?.(this.#knownSince)) ?? this.#target;
        const client = await connectClient({ ...this.#options, target: this.#target });
        if (this.#closing.signal.aborted) client.disconnect();
        else this.#adopt(client);
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#knownSince = performance.now();
        this.#report(error);
        await systemClock.sleep(Math.min(pauseMs, BACKOFF_MS.longest), this.#closing.signal);
      }
    }
  }

  #adopt(client: Redis): void {
    this.#client = client;
    client.once("end", () => this.#lose(client, new Error("Connection is closed.")));
    this.#options.watch.restored(this);
  }

  #lose(client: Redis, error: unknown): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    client.disconnect();
    this.#knownSince = performance.now();
    this.#report(error);
    this.#connecting = this.#connect();
  }

  #report(error: unknown): void {
    const lost = storeError(error, this.#target, "the connection");
    this.#lastError = lost;
    this.#options.watch.lost(this, lost);
  }
}
