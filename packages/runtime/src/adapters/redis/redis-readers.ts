import type { Redis } from "ioredis";
import { systemClock } from "../../ports/clock.js";
import { answered } from "./redis-client.js";
import type { RedisConnection } from "./redis-connection.js";

/** The longest a server is asked to block, in milliseconds: how late a dead connection is noticed depends on it. */
const MAX_BLOCK_MS = 2_000;
/** How long an aborted read is waited for, in milliseconds, before its connection is given up with it. */
const ABORT_GRACE_MS = 1_000;
/** Pause between two attempts to wake a blocked read, in milliseconds: it may not have arrived at the first one. */
const UNBLOCK_PAUSE_MS = 20;

export interface ReadersOptions {
  /** Opens a connection for one read at a time. */
  readonly connect: () => RedisConnection;
  /** Where a blocked read is woken from. */
  readonly commands: RedisConnection;
  readonly replyTimeoutMs: number;
  readonly patienceMs: number;
}

export interface BlockingRead<T> {
  /** What it is about, for a message. */
  readonly subject: string;
  /** How long to wait, in milliseconds; at most {@link MAX_BLOCK_MS} of it are waited. */
  readonly blockMs: number;
  readonly signal: AbortSignal;
  execute(client: Redis, blockMs: number): Promise<T>;
}

/** Connections that block: one for each read under way, kept for the next one. */
export class RedisReaders {
  readonly #options: ReadersOptions;
  readonly #idle: RedisConnection[] = [];
  readonly #clientIds = new WeakMap<Redis, number>();

  constructor(options: ReadersOptions) {
    this.#options = options;
  }

  /**
   * Undefined where it was aborted, or the connection broke: then there may be another attempt.
   *
   * @throws {HandoffError}
   */
  async read<T>(read: BlockingRead<T>): Promise<T | undefined> {
    const connection = this.#idle.pop() ?? this.#options.connect();
    try {
      return await this.#readOn(connection, read);
    } finally {
      // A wake-up still on its way must not hit the next read.
      if (read.signal.aborted) connection.abandon();
      else this.#idle.push(connection);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((connection) => connection.close()));
  }

  async #readOn<T>(connection: RedisConnection, read: BlockingRead<T>): Promise<T | undefined> {
    const { replyTimeoutMs, patienceMs } = this.#options;
    const client = await connection.client({ deadline: performance.now() + patienceMs, signal: read.signal });
    if (client === undefined) return undefined;
    const over = new AbortController();
    try {
      const clientId = await answered(this.#idOf(client), replyTimeoutMs);
      const blockMs = Math.max(1, Math.min(read.blockMs, MAX_BLOCK_MS));
      const reply = answered(read.execute(client, blockMs), blockMs + replyTimeoutMs);
      const wake = (): Promise<void> => this.#wake({ client, clientId }, over.signal);
      return await Promise.race([reply, this.#abandonment(wake, read.signal, over.signal)]);
    } catch (error) {
      if (await connection.outlasts(client, error)) return undefined;
      throw connection.failure(error, read.subject);
    } finally {
      // With a reason, since otherwise an error is made for each read, with its stack.
      over.abort("the read is over");
    }
  }

  /** Resolves when a read that was aborted, and told so, still does not end; never before `signal` fires. */
  async #abandonment(wake: () => Promise<void>, signal: AbortSignal, over: AbortSignal): Promise<undefined> {
    await fired(signal, over);
    void wake();
    await systemClock.sleep(ABORT_GRACE_MS, over);
    return undefined;
  }

  async #wake(blocked: { readonly client: Redis; readonly clientId: number }, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const wakeUp = this.#options.commands.run({
        subject: "a blocked read",
        repeatable: true,
        // On another server of a cluster, the id is that of a stranger.
        execute: async (client) => {
          if (isSameServer(client, blocked.client)) await client.client("UNBLOCK", blocked.clientId);
        },
      });
      // Without a connection for it, the read is given up in the end.
      await wakeUp.catch(() => undefined);
      await systemClock.sleep(UNBLOCK_PAUSE_MS, over);
    }
  }

  async #idOf(client: Redis): Promise<number> {
    const known = this.#clientIds.get(client);
    if (known !== undefined) return known;
    const id = await client.client("ID");
    this.#clientIds.set(client, id);
    return id;
  }
}

function isSameServer({ options: one }: Redis, { options: other }: Redis): boolean {
  return one.host === other.host && one.port === other.port;
}

/** Resolves when either fires. */
function fired(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const signal of signals) signal.removeEventListener("abort", done);
      resolve();
    };
    if (signals.some((signal) => signal.aborted)) done();
    else for (const signal of signals) signal.addEventListener("abort", done, { once: true });
  });
}
