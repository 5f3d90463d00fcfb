import type { Redis } from "ioredis";
import type { AgentStateStore } from "../../ports/agent-state-store.js";
import type { Finding } from "../../ports/finding.js";
import type { PartitionedStore } from "../../ports/partitioned-store.js";
import { PartitionedAgentStateStore } from "../partitioned/partitioned-agent-state-store.js";
import { PartitionedEventStore } from "../partitioned/partitioned-event-store.js";
import { ConnectionWatch } from "./connection-watch.js";
import { Keys } from "./keys.js";
import {
  agreeOnPartitions,
  isUnpartitioned,
  keptPartitions,
  partitionPrefix,
  partitionsDiffer,
} from "./partition-count.js";
import { type RedisCluster, slotOf } from "./redis-cluster.js";
import { type DiagnosisOptions, diagnose } from "./redis-doctor.js";
import { openRedisPlace, type RedisPlace } from "./redis-place.js";
import { type RedisServer, storeFailure } from "./redis-server.js";
import type { PartitionedRedisStoreOptions, RedisSetting } from "./redis-store-options.js";

/** The stores of a Redis Cluster, or of one Redis, in partitions; each partition has connections of its own. */
export interface PartitionedRedisStore {
  readonly store: PartitionedStore;
  readonly states: AgentStateStore;
  /** As that of `RedisStore`, where a partition is (default 0): the keys begin with its tag, `{0}:`. */
  readonly run: <T>(operation: (client: Redis) => Promise<T>, partition?: number) => Promise<T>;
  /** As that of `RedisStore`, of each server and each partition. */
  readonly diagnose: (options: DiagnosisOptions) => Promise<readonly Finding[]>;
  /** Closes all of them. */
  readonly close: () => Promise<void>;
}

/** A store in partitions of which the number was found there: it is looked at, and says nothing of how they are spread. */
type PartitionsToOpen = PartitionedRedisStoreOptions & { readonly kept?: true };

/** Opens a store in each partition, where the cluster has it. */
export async function openPartitions(
  options: PartitionsToOpen,
  setting: RedisSetting,
  server: RedisServer,
): Promise<PartitionedRedisStore> {
  const { client, cluster } = server;
  const { partitions, partitionBy } = options;
  try {
    await requireRoom(setting, server, partitions);
  } catch (error) {
    client.disconnect();
    throw storeFailure(error, setting.target);
  }
  const watch = new ConnectionWatch(options.onConnection);
  const open = (partition: number): RedisPlace =>
    openRedisPlace({
      options,
      setting,
      watch,
      keyPrefix: partitionPrefix(setting.keyPrefix, partition),
      ...(cluster === undefined
        ? { client: partition === 0 ? client : undefined }
        : { locate: (since: number) => cluster.locate(slotOf(String(partition)), since) }),
    });
  if (cluster !== undefined) client.disconnect();
  const first = open(0);
  const places = [first, ...Array.from({ length: partitions - 1 }, (_, index) => open(index + 1))];
  const examine = (): Promise<readonly Finding[]> => examineServers(setting, cluster, places);
  const store = new PartitionedEventStore({ partitions: places.map((place) => place.store), partitionBy, examine });
  try {
    if (options.kept !== true) await agreeOnPartitions(first.commands, first.keys, options);
  } catch (error) {
    await store.close();
    throw error;
  }
  const states = new PartitionedAgentStateStore([first.states, ...places.slice(1).map((place) => place.states)]);
  return {
    store,
    states,
    run: (execute, partition = 0) => {
      const { commands } = places[partition] ?? first;
      return commands.run({ subject: "an agent's own key", repeatable: true, execute });
    },
    diagnose: (diagnosis) => {
      const tagged = places.map((place, partition) => ({ ...place, tag: partitionPrefix("", partition) }));
      return diagnose({ places: tagged, store, states }, diagnosis);
    },
    close: () => store.close(),
  };
}

/** How many partitions the streams there have; undefined where they have none, or there are no streams. */
export async function partitionsThere(setting: RedisSetting, server: RedisServer): Promise<number | undefined> {
  const { client, cluster } = server;
  const keyPrefix = partitionPrefix(setting.keyPrefix, 0);
  try {
    if (cluster === undefined) return await keptPartitions(client, new Keys(keyPrefix));
    await cluster.locate(slotOf("0"), -Infinity);
  } catch (error) {
    client.disconnect();
    throw storeFailure(error, setting.target);
  }
  const locate = (since: number): ReturnType<RedisCluster["locate"]> => cluster.locate(slotOf("0"), since);
  const first = openRedisPlace({
    options: { url: setting.target.display },
    setting,
    watch: new ConnectionWatch(),
    keyPrefix,
    locate,
  });
  try {
    return await first.commands.run({
      subject: "the number of partitions",
      repeatable: true,
      execute: (each) => keptPartitions(each, first.keys),
    });
  } catch (error) {
    client.disconnect();
    throw error;
  } finally {
    await first.store.close();
  }
}

/** @throws where the partitions cannot be there. */
async function requireRoom(setting: RedisSetting, { client, cluster }: RedisServer, partitions: number): Promise<void> {
  if (cluster !== undefined) {
    for (let partition = 0; partition < partitions; partition++) {
      await cluster.locate(slotOf(String(partition)), -Infinity);
    }
    return;
  }
  const { keyPrefix } = setting;
  const isBegun = (await keptPartitions(client, new Keys(partitionPrefix(keyPrefix, 0)))) !== undefined;
  if (!isBegun && (await isUnpartitioned(client, new Keys(keyPrefix))))
    throw partitionsDiffer("no", String(partitions));
}

/** Each server once, however many partitions it has. */
async function examineServers(
  { target }: RedisSetting,
  cluster: RedisCluster | undefined,
  places: readonly RedisPlace[],
): Promise<readonly Finding[]> {
  const servers = new Map<string, RedisPlace>();
  for (const [partition, place] of places.entries()) {
    const { display } = (await cluster?.locate(slotOf(String(partition)), -Infinity)) ?? target;
    if (!servers.has(display)) servers.set(display, place);
  }
  const found = await Promise.all(
    Array.from(servers, async ([display, { store }]) => {
      const findings = await store.examine();
      if (cluster === undefined) return findings;
      return findings.map((finding) => ({ ...finding, subject: display, what: `${display}: ${finding.what}` }));
    }),
  );
  return found.flat();
}
