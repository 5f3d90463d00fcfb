import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { DEFAULT_LINEAGE_RETENTION_MS, DEFAULT_SEEN_LIMIT, type GroupSpec } from "../../ports/event-store.js";
import type { PartitionOptions } from "../../ports/partitioned-store.js";
import { checkPartitions } from "../partitioned/partition-of.js";
import type { ConnectionEvent } from "./connection-watch.js";
import type { RedisCertificates } from "./redis-client.js";
import type { ReplicaOptions, ReplicationShort } from "./redis-replication.js";
import { besides, parseRedisUrl, type RedisTarget } from "./redis-url.js";

export interface RedisStoreOptions {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  /** For `rediss://`; it verifies the server's certificate in any case. */
  readonly tls?: RedisCertificates;
  /** In front of the name of every key, those of streams included (default none). */
  readonly keyPrefix?: string;
  /** How long connecting may take, in milliseconds (default 4,000). */
  readonly connectTimeoutMs?: number;
  /** How long a reply may take, in milliseconds, before the connection is taken for dead (default 3,000). */
  readonly replyTimeoutMs?: number;
  /** How long an operation waits for a lost connection, in milliseconds, before it rejects (default 5,000). */
  readonly patienceMs?: number;
  /** How many of the newest event ids are remembered a stream (default 100,000). */
  readonly seenLimit?: number;
  /** How long hops are kept, in milliseconds (default 7 days). */
  readonly lineageRetentionMs?: number;
  /**
   * Wait for replicas after each append and hand-off (default: no). An append that too few confirm in time rejects, so that
   * no event is accepted which a failover could lose.
   */
  readonly replicas?: ReplicaOptions;
  /** Hears when too few replicas confirm a hand-off, once until enough do again: a failover now would have it done again. */
  readonly onReplicationShort?: (short: ReplicationShort) => void;
  /** Hears of connections that are lost and restored. */
  readonly onConnection?: (event: ConnectionEvent) => void;
  /** Hears of a group that had vanished and was created anew. */
  readonly onGroupRestored?: (group: GroupSpec) => void;
}

/** For a store in partitions: on a Redis Cluster, or on one Redis that may become one. */
export interface PartitionedRedisStoreOptions extends RedisStoreOptions, PartitionOptions {
  /** URLs of further servers of the cluster, asked where the first does not answer; credentials and TLS are those of `url`. */
  readonly seeds?: readonly string[];
}

/** For a store in however many partitions there are. */
export type KeptRedisStoreOptions = RedisStoreOptions & Pick<PartitionedRedisStoreOptions, "seeds">;

type MaybePartitioned = {
  readonly [Option in "partitions" | "partitionBy" | "seeds"]?: PartitionedRedisStoreOptions[Option] | undefined;
};

/** The options as they are used: read, checked, with their defaults. */
export interface RedisSetting extends Required<Pick<RedisStoreOptions, NumberOption | "keyPrefix">> {
  readonly target: RedisTarget;
  readonly seeds: readonly RedisTarget[];
  readonly certificates: RedisCertificates;
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function settingOf(options: RedisStoreOptions & MaybePartitioned): RedisSetting {
  const { keyPrefix = "", partitions, partitionBy, seeds = [] } = options;
  const setting = keptSettingOf(options);
  if (partitions !== undefined) checkPartitions({ partitions, partitionBy });
  else if (partitionBy !== undefined || seeds.length > 0) {
    const given = partitionBy === undefined ? "seeds" : "partitionBy";
    throw invalid(`${given} is given without partitions. Say how many there are, or leave it out`);
  }
  if (partitions !== undefined && /[{}]/.test(keyPrefix)) {
    throw invalid(
      `keyPrefix is ${JSON.stringify(keyPrefix)}. Leave braces out: those around the number of a partition say where its keys lie`,
    );
  }
  return setting;
}

/**
 * The options where the number of partitions is asked for first.
 *
 * @throws {HandoffError} `OPTION_INVALID`
 */
export function keptSettingOf(options: RedisStoreOptions & Pick<MaybePartitioned, "seeds">): RedisSetting {
  const target = parseRedisUrl(options.url);
  const seeds = (options.seeds ?? []).map((url) => {
    const { host, port } = parseRedisUrl(url);
    return besides(target, host, port);
  });
  const { keyPrefix = "" } = options;
  return { ...numbersOf(options), keyPrefix, target, seeds, certificates: certificatesOf(options, target) };
}

function invalid(problem: string): HandoffError {
  return new HandoffError(HandoffErrorCode.OPTION_INVALID, `${problem}.`);
}

function certificatesOf({ tls: certificates }: RedisStoreOptions, { tls, display }: RedisTarget): RedisCertificates {
  if (certificates === undefined || tls) return certificates ?? {};
  throw new HandoffError(HandoffErrorCode.OPTION_INVALID, `tls is given for ${display}. Give a rediss:// URL.`);
}

function numbersOf(options: RedisStoreOptions): Required<Pick<RedisStoreOptions, NumberOption>> {
  const numbers = {
    connectTimeoutMs: options.connectTimeoutMs ?? 4_000,
    replyTimeoutMs: options.replyTimeoutMs ?? 3_000,
    patienceMs: options.patienceMs ?? 5_000,
    seenLimit: options.seenLimit ?? DEFAULT_SEEN_LIMIT,
    lineageRetentionMs: options.lineageRetentionMs ?? DEFAULT_LINEAGE_RETENTION_MS,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new HandoffError(HandoffErrorCode.OPTION_INVALID, `${name} is ${value}. Give a whole number from 1.`);
  }
  const { atLeast = 1, withinMs = 1 } = options.replicas ?? {};
  if (!Number.isSafeInteger(atLeast) || atLeast < 1) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `replicas.atLeast is ${atLeast}. Give a whole number from 1, or leave replicas out.`,
    );
  }
  if (!Number.isSafeInteger(withinMs) || withinMs < 1 || withinMs >= numbers.replyTimeoutMs) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `replicas.withinMs is ${withinMs}. Give a whole number from 1, less than replyTimeoutMs ${numbers.replyTimeoutMs}.`,
    );
  }
  return numbers;
}

type NumberOption = "connectTimeoutMs" | "replyTimeoutMs" | "patienceMs" | "seenLimit" | "lineageRetentionMs";
