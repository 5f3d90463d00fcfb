import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type { AgentStateStore } from "../../ports/agent-state-store.js";
import {
  DEFAULT_LINEAGE_RETENTION_MS,
  DEFAULT_SEEN_LIMIT,
  type EventStore,
  type GroupSpec,
} from "../../ports/event-store.js";
import { type ConnectionEvent, ConnectionWatch } from "./connection-watch.js";
import { Keys } from "./keys.js";
import { RedisAgentStateStore } from "./redis-agent-state-store.js";
import { connectClient, type RedisCertificates } from "./redis-client.js";
import { RedisConnection } from "./redis-connection.js";
import { storeError } from "./redis-errors.js";
import { RedisEventStore } from "./redis-event-store.js";
import { RedisGroups } from "./redis-groups.js";
import { RedisLineage } from "./redis-lineage.js";
import { RedisReaders } from "./redis-readers.js";
import { type ReplicaOptions, RedisReplication, type ReplicationShort } from "./redis-replication.js";
import { parseRedisUrl, type RedisTarget } from "./redis-url.js";
import { type DiagnosisOptions, diagnose } from "./redis-doctor.js";
import { unlessDenied } from "./server-facts.js";
import { tooOld } from "./server-judgement.js";
import type { Finding } from "../../ports/finding.js";

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

/** The stores of one Redis, on shared connections. */
export interface RedisStore {
  readonly store: EventStore;
  readonly states: AgentStateStore;
  /**
   * Carries out an operation of an agent's own on the store's connection, waiting for a lost one. It may be carried out
   * twice, when a reply is lost.
   *
   * @throws {HandoffError} `STORE_UNAVAILABLE` where Redis does not answer in time; `STORE_WRONG_TYPE`.
   */
  readonly run: <T>(operation: (client: Redis) => Promise<T>) => Promise<T>;
  /**
   * What is wrong with the server, its settings and the streams and groups of a topology; it only reads.
   *
   * @throws {HandoffError} `STORE_UNAVAILABLE` where Redis does not answer in time.
   */
  readonly diagnose: (options: DiagnosisOptions) => Promise<readonly Finding[]>;
  /** Closes both. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to Redis.
 *
 * @throws {HandoffError} `OPTION_INVALID`; `STORE_UNAVAILABLE` where Redis cannot be reached in time, denies access, or
 * is a replica; `STORE_UNSUPPORTED` where it is too old.
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const target = parseRedisUrl(options.url);
  const numbers = numbersOf(options);
  const watch = new ConnectionWatch(options.onConnection);
  const keys = new Keys(options.keyPrefix ?? "");
  const connectionOptions = { ...numbers, target, certificates: certificatesOf(options, target), watch };
  const commandOptions = { ...connectionOptions, name: "handoff:commands" };
  const client = await connectClient(commandOptions).catch((error: unknown) => {
    throw storeError(error, target, "the connection");
  });
  await requireSupported(client, target);
  const commands = new RedisConnection(commandOptions, client);
  const connect = (): RedisConnection => new RedisConnection({ ...connectionOptions, name: "handoff:reader" });
  const readers = new RedisReaders({ ...numbers, connect, commands });
  const groups = new RedisGroups({
    commands,
    readers,
    keys,
    onGroupRestored: options.onGroupRestored ?? (() => undefined),
  });
  const lineage = new RedisLineage({ ...numbers, commands, keys });
  const replication = new RedisReplication(options.replicas, options.onReplicationShort);
  const parts = { ...numbers, commands, groups, lineage, replication, keys };
  const store = new RedisEventStore({ ...parts, onClose: () => watch.end() });
  const states = new RedisAgentStateStore(commands, keys);
  return {
    store,
    states,
    run: (execute) => commands.run({ subject: "an agent's own key", repeatable: true, execute }),
    diagnose: (diagnosis) => diagnose({ commands, store, states, keys }, diagnosis),
    close: () => store.close(),
  };
}

async function requireSupported(client: Redis, target: RedisTarget): Promise<void> {
  const verdict = await unlessDenied(client.info("server")).then(tooOld, (error: unknown) => {
    client.disconnect();
    throw storeError(error, target, "the connection");
  });
  if (verdict === undefined) return;
  client.disconnect();
  throw new HandoffError(HandoffErrorCode.STORE_UNSUPPORTED, `${target.display} ${verdict}`);
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
