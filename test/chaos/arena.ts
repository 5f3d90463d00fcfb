import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { encodeEvent, type EntryFields, FieldName, Stream } from "@handoff/contracts";
import {
  HandoffError,
  HandoffErrorCode,
  openRedisStore,
  type RedisStore,
  type RedisStoreOptions,
  type StreamEntry,
  type WholeStore,
} from "@handoff/runtime";
import { type Cluster, Redis } from "ioredis";
import { type RedisServer, startRedisServer } from "../setup/redis-server.js";
import { startTcpProxy, type TcpProxy } from "../setup/tcp-proxy.js";
import * as ChainField from "./chain-field.js";
import { chain } from "./chain.js";
import type { Accepted, GroupEnd, History, Route } from "./history.js";

/** A task that a producer gives to the chain. */
export interface Task {
  readonly number: number;
  readonly key?: string;
  readonly fault?: "throws" | "throws_once" | "exits";
  /** What its dead letter must count, where it must be given up. */
  readonly givenUpAfter?: Accepted["givenUpAfter"];
}

const PAGE = 5_000;

/** How an arena is set up. */
export interface ArenaOptions {
  /** Further arguments of the server. */
  readonly args?: readonly string[];
  /** Folder of the server's data, which the caller removes. */
  readonly folder?: string;
  /** How the producer waits for replicas. */
  readonly replicas?: NonNullable<RedisStoreOptions["replicas"]>;
  /** How many appends are under way at a time (default 32). */
  readonly producers?: number;
}

/** A server of one's own, a network in front of it, and a producer behind that. */
export class Arena {
  readonly #args: readonly string[];
  readonly #producers: number;
  readonly #producer: RedisStore;
  readonly proxy: TcpProxy;
  /** For what only a foreign hand does; not through the network. */
  redis: Redis;
  server: RedisServer;

  static async open({ args = [], folder, replicas, producers = 32 }: ArenaOptions = {}): Promise<Arena> {
    const server = await startRedisServer({ args, ...(folder === undefined ? {} : { folder }) });
    const proxy = await startTcpProxy(server.port);
    const redis = foreignClient(server);
    const producer = await openRedisStore({ url: proxy.url, ...(replicas === undefined ? {} : { replicas }) });
    return new Arena({ args, producers, server, proxy, redis, producer });
  }

  private constructor(parts: {
    readonly args: readonly string[];
    readonly producers: number;
    readonly server: RedisServer;
    readonly proxy: TcpProxy;
    readonly redis: Redis;
    readonly producer: RedisStore;
  }) {
    this.#args = parts.args;
    this.#producers = parts.producers;
    this.#producer = parts.producer;
    this.proxy = parts.proxy;
    this.redis = parts.redis;
    this.server = parts.server;
  }

  /** Ends the server as a crash does, and starts it again with what is on its disk. */
  async restart(folder: string): Promise<void> {
    await this.server.stop();
    this.server = await startRedisServer({ port: this.server.port, args: this.#args, folder });
  }

  /** Lets the network lead to another server, as after a failover. */
  moveTo(server: RedisServer): void {
    this.redis.disconnect();
    this.server = server;
    this.redis = foreignClient(server);
    this.proxy.targetPort = server.port;
    this.proxy.cut();
  }

  /** Gives tasks to the chain, and to `accepted` what the producer was told is there, at that moment. */
  produce(tasks: readonly Task[], accepted: Accepted[]): Promise<void> {
    return produceAll(this.#producer.store, tasks, { accepted, producers: this.#producers });
  }

  /** Removes what every group of the stream is done with, as retention does; yields how many entries that were. */
  trim(stream: string): Promise<number> {
    const request = { stream, groups: [], keepNewest: 0, minAgeMs: 0, count: 1_000 };
    // Where the network is cut, the next time will do.
    return this.#producer.store.trim(request).catch(() => 0);
  }

  /** Whether the groups have read and settled everything; false once `patienceMs` is over. */
  async settled(routes: readonly Route[], patienceMs = 60_000): Promise<boolean> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const ends = await this.groups(routes);
      if (ends.length === routes.length && ends.every(({ pending, lag }) => pending === 0 && lag === 0)) return true;
      await setTimeout(25);
    }
    return false;
  }

  async history(routes: readonly Route[], accepted: readonly Accepted[]): Promise<History> {
    const streams: Record<string, readonly StreamEntry[]> = {};
    for (const stream of [...Object.keys(chain.streams), chain.deadLetterStream])
      streams[stream] = await entriesOf(this.redis, stream);
    return {
      routes,
      deadLetterStream: chain.deadLetterStream,
      accepted,
      streams,
      groups: await this.groups(routes),
    };
  }

  /** The groups as the server sees them. */
  groups(routes: readonly Route[]): Promise<readonly GroupEnd[]> {
    return groupEnds(this.redis, routes);
  }

  /** Removes everything: the next round starts on an empty server. */
  async clear(): Promise<void> {
    await this.redis.flushall();
  }

  async close(): Promise<void> {
    await this.#producer.close();
    this.redis.disconnect();
    await this.proxy.stop();
    await this.server.stop();
  }
}

/** Every entry of a stream, oldest first. */
export async function entriesOf(redis: Redis | Cluster, key: string): Promise<readonly StreamEntry[]> {
  const entries: StreamEntry[] = [];
  for (let from = "-"; ;) {
    const page = await redis.xrange(key, from, "+", "COUNT", PAGE);
    entries.push(...page.map(([id, pairs]) => ({ id, fields: fieldsOf(pairs) })));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return entries;
    from = `(${last[0]}`;
  }
}

/** The groups as the server sees them, asked one after another: upstream first, so that all zeros mean the end. */
export async function groupEnds(
  redis: Redis | Cluster,
  routes: readonly Route[],
  keyOf = (stream: string): string => stream,
): Promise<readonly GroupEnd[]> {
  const ends: GroupEnd[] = [];
  for (const { stream, group } of routes) {
    const infos = await redis.xinfo("GROUPS", keyOf(stream)).catch(() => []);
    for (const info of infos as (string | number | null)[][]) {
      const [, name, , , , pending, , lastDelivered] = info;
      if (name !== group) continue;
      const unread = await redis.xrange(keyOf(stream), `(${String(lastDelivered)}`, "+", "COUNT", PAGE);
      ends.push({ stream, group, pending: Number(pending), lag: unread.length });
    }
  }
  return ends;
}

/** A client that waits for its server for as long as it takes. */
export function foreignClient({ url }: RedisServer): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 20, replyMapping: "legacy" });
  redis.on("error", () => undefined);
  return redis;
}

/** Gives tasks to the chain, some at a time, and to `accepted` what the producer was told is there, at that moment. */
export async function produceAll(
  store: WholeStore,
  tasks: readonly Task[],
  { accepted, producers }: { readonly accepted: Accepted[]; readonly producers: number },
): Promise<void> {
  const waiting = [...tasks].reverse();
  await Promise.all(
    Array.from({ length: producers }, async () => {
      for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
        accepted.push(await appendTask(store, task));
      }
    }),
  );
}

/** Appends until the store says that the task is there; the key makes it one event however often that takes. */
async function appendTask(store: WholeStore, { number, key = "", fault, givenUpAfter }: Task): Promise<Accepted> {
  const traceId = randomUUID();
  const eventId = `task ${number}`;
  const fields = encodeEvent(
    {
      [FieldName.TYPE]: "task",
      [FieldName.DATA]: {
        [ChainField.NUMBER]: number,
        [ChainField.KEY]: key,
        ...(fault === undefined ? {} : { [ChainField.FAULT]: fault }),
      },
      [FieldName.TRACE_ID]: traceId,
      [FieldName.TIMESTAMP]: new Date().toISOString(),
      [FieldName.SOURCE_AGENT]: "Source",
      [FieldName.EVENT_ID]: eventId,
    },
    chain.streams[Stream.SIGNALS],
  );
  for (;;) {
    try {
      const { entryId } = await store.append({ stream: Stream.SIGNALS, fields, eventId });
      return {
        stream: Stream.SIGNALS,
        traceId,
        ...(entryId === undefined ? {} : { entryId }),
        ...(givenUpAfter === undefined ? {} : { givenUpAfter }),
      };
    } catch (error) {
      // Not told that the task is there, it offers it again; every stage ends its outages.
      if (!(error instanceof HandoffError && error.code === HandoffErrorCode.STORE_UNAVAILABLE)) throw error;
      await setTimeout(50);
    }
  }
}

function fieldsOf(pairs: readonly string[]): EntryFields {
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] ?? ""] = pairs[at + 1] ?? "";
  return fields;
}
