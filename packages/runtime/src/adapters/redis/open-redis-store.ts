import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type { AgentStateStore } from "../../ports/agent-state-store.js";
import type { EventStore } from "../../ports/event-store.js";
import type { Finding } from "../../ports/finding.js";
import { ConnectionWatch } from "./connection-watch.js";
import { Keys } from "./keys.js";
import { openPartitions, type PartitionedRedisStore, partitionsThere } from "./open-partitions.js";
import { keptPartitions, partitionPrefix, partitionsDiffer } from "./partition-count.js";
import { type DiagnosisOptions, diagnose } from "./redis-doctor.js";
import { openRedisPlace } from "./redis-place.js";
import { reachServer, type RedisServer, storeFailure } from "./redis-server.js";
import {
  type KeptRedisStoreOptions,
  keptSettingOf,
  type PartitionedRedisStoreOptions,
  type RedisSetting,
  type RedisStoreOptions,
  settingOf,
} from "./redis-store-options.js";

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
 * @throws {HandoffError} `OPTION_INVALID`, also for a Redis Cluster without partitions, and for seeds of none;
 * `STORE_UNAVAILABLE` where Redis cannot be reached in time, denies access, is a replica, or no server of the cluster has
 * a partition; `STORE_UNSUPPORTED` where it is too old; `PARTITIONS_DIFFER`.
 */
export function openRedisStore(options: PartitionedRedisStoreOptions): Promise<PartitionedRedisStore>;
export function openRedisStore(options: RedisStoreOptions & { readonly partitions?: undefined }): Promise<RedisStore>;
export async function openRedisStore(
  options: PartitionedRedisStoreOptions | (RedisStoreOptions & { readonly partitions?: undefined }),
): Promise<RedisStore | PartitionedRedisStore> {
  const setting = settingOf(options);
  const server = await reachServer(setting);
  return options.partitions === undefined
    ? openWhole(options, setting, server)
    : openPartitions(options, setting, server);
}

/** Connects to what is kept there, in however many partitions; throws as {@link openRedisStore} does. */
export async function openKeptRedisStore(options: KeptRedisStoreOptions): Promise<RedisStore | PartitionedRedisStore> {
  const setting = keptSettingOf(options);
  const server = await reachServer(setting);
  const partitions = await partitionsThere(setting, server);
  return partitions === undefined
    ? openWhole(options, setting, server)
    : openPartitions({ ...options, partitions, kept: true }, setting, server);
}

async function openWhole(
  options: RedisStoreOptions,
  setting: RedisSetting,
  { client, cluster }: RedisServer,
): Promise<RedisStore> {
  const { keyPrefix, target } = setting;
  if (cluster !== undefined) {
    client.disconnect();
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `${target.display} is a server of a Redis Cluster, and partitions is not set. Give partitions, for instance 8: each is kept where one server has it.`,
    );
  }
  const watch = new ConnectionWatch(options.onConnection);
  const { store, states, commands, keys } = openRedisPlace({ options, setting, watch, keyPrefix, client });
  try {
    // Waited for, where the server is still loading its data.
    const kept = await commands.run({
      subject: "the number of partitions",
      repeatable: true,
      execute: (each) => keptPartitions(each, new Keys(partitionPrefix(keyPrefix, 0))),
    });
    if (kept !== undefined) throw partitionsDiffer(String(kept), "none");
  } catch (error) {
    await store.close();
    throw storeFailure(error, target);
  }
  return {
    store,
    states,
    run: (execute) => commands.run({ subject: "an agent's own key", repeatable: true, execute }),
    diagnose: (diagnosis) => diagnose({ places: [{ commands, keys, tag: "" }], store, states }, diagnosis),
    close: () => store.close(),
  };
}
