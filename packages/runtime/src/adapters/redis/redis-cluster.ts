import type { Redis } from "ioredis";
import { crc16 } from "../partitioned/crc16.js";
import { answered, type ClientOptions, connectClient } from "./redis-client.js";
import { faultOf, UncoveredSlotError } from "./redis-errors.js";
import { besides, type RedisTarget } from "./redis-url.js";

const SLOTS = 16_384;

/** The slot of every key that has this tag: `{tag}` in its name. */
export function slotOf(tag: string): number {
  return crc16(tag) % SLOTS;
}

/** Consecutive slots and the primary that has them. */
interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly primary: RedisTarget;
}

export interface RedisClusterOptions extends ClientOptions {
  /** How long a reply may take, in milliseconds. */
  readonly replyTimeoutMs: number;
  /** Who may be asked besides the target. */
  readonly seeds: readonly RedisTarget[];
}

/** What the servers of a cluster say of who has which slot; any of them knows. */
export class RedisCluster {
  readonly #options: RedisClusterOptions;
  /** Whom to ask, the one that answered last first. */
  #known: readonly RedisTarget[];
  #ranges: readonly SlotRange[] = [];
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(options: RedisClusterOptions) {
    this.#options = options;
    this.#known = [options.target, ...options.seeds];
  }

  /** The cluster that this client's server belongs to; undefined where it is on its own, or does not say. */
  static async of(client: Redis, options: RedisClusterOptions): Promise<RedisCluster | undefined> {
    const cluster = new RedisCluster(options);
    try {
      await cluster.#learn(client, options.target);
      return cluster;
    } catch (error) {
      const fault = faultOf(error);
      if (fault === "no_cluster" || fault === "denied") return undefined;
      throw error;
    }
  }

  /**
   * The server of a slot, as the cluster said no earlier than at a time of `performance.now()`.
   *
   * @throws {UncoveredSlotError} where no server has it; what every server's socket said where none answers.
   */
  async locate(slot: number, since: number): Promise<RedisTarget> {
    if (this.#readAt < since) {
      this.#reading ??= this.#ask().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    const range = this.#ranges.find(({ first, last }) => first <= slot && slot <= last);
    if (range === undefined) throw new UncoveredSlotError(slot);
    return range.primary;
  }

  async #ask(): Promise<void> {
    let lastError: unknown;
    for (const target of this.#known) {
      try {
        const client = await connectClient({ ...this.#options, target, orReplica: true });
        try {
          await this.#learn(client, target);
          return;
        } finally {
          client.disconnect();
        }
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  }

  async #learn(client: Redis, asked: RedisTarget): Promise<void> {
    const askedAt = performance.now();
    const reply = (await answered(client.cluster("SLOTS"), this.#options.replyTimeoutMs)) as unknown as RawSlots[];
    this.#readAt = askedAt;
    this.#ranges = reply.map(([first, last, [host, port]]) => ({
      first,
      last,
      // A server that does not know its own name is where it was asked.
      primary: besides(asked, host === null || host === "" ? asked.host : host, port),
    }));
    const { target, seeds } = this.#options;
    const all = [asked, ...this.#ranges.map(({ primary }) => primary), target, ...seeds];
    this.#known = [...new Map(all.map((one) => [`${one.host} ${one.port}`, one])).values()];
  }
}

/** First and last slot, then its primary and its replicas. */
type RawSlots = [first: number, last: number, primary: [host: string | null, port: number], ...replicas: unknown[]];
