import { randomUUID } from "node:crypto";
import { Cluster, Redis } from "ioredis";
import { inject } from "vitest";
import type { PartitionedRedisStore } from "../src/adapters/redis/open-partitions.js";
import { openRedisStore, type RedisStore } from "../src/adapters/redis/open-redis-store.js";
import type { PartitionedRedisStoreOptions, RedisStoreOptions } from "../src/adapters/redis/redis-store-options.js";
import { systemClock } from "../src/ports/clock.js";
import type { StoreFixture, StoreLimits } from "./conformance/fixture.js";
import { PARTITIONS, type PartitionedFixture, SPREAD_BY } from "./conformance/partitioned-store.js";
import type { RedisCluster } from "../../../test/setup/redis-cluster.js";

/** A place of a test's own in a Redis that it may share. */
export interface RedisPlace {
  readonly url: string;
  readonly keyPrefix: string;
  /** For what stores do not do. */
  readonly redis: Redis;
  /** Opens a store here; it is closed with the place. */
  open(options?: Partial<RedisStoreOptions>): Promise<RedisStore>;
  /** Closes the stores and removes every key. */
  dispose(): Promise<void>;
}

/** @param url The server; by default the one of the test run. */
export async function redisPlace(url: string = inject("redisUrl")): Promise<RedisPlace> {
  const keyPrefix = `test:${randomUUID()}:`;
  // Reconnects for as long as it takes: tests stop their servers and start them again.
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50, replyMapping: "legacy" });
  redis.on("error", () => undefined);
  const opened: RedisStore[] = [];
  return {
    url,
    keyPrefix,
    redis,
    open: async (options = {}) => {
      const store = await openRedisStore({ url, keyPrefix, ...options });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await removeKeys(redis, keyPrefix);
      redis.disconnect();
    },
  };
}

/** A store in Redis as the conformance suites take it: time is the machine's. */
export async function redisFixture(): Promise<StoreFixture> {
  const place = await redisPlace();
  const { redis, keyPrefix, open, dispose } = place;
  return fixtureOf({ redis, keyPrefix, open, dispose });
}

/** The third partition of a store, as an ordinary one: of a Redis, or of a cluster that this test has for itself. */
export async function partitionFixture(cluster?: RedisCluster): Promise<StoreFixture> {
  const { redis, keyPrefix, openAll, dispose } = await partitionedPlace(cluster);
  const open = async (limits: StoreLimits): Promise<Pick<RedisStore, "store" | "states">> => {
    const { store, states } = await openAll(limits);
    const [, , third] = store.partitions;
    if (third === undefined) throw new Error("There is no third partition.");
    return { store: third, states };
  };
  return fixtureOf({ redis, keyPrefix: `${keyPrefix}{2}:`, open, dispose });
}

/** A partitioned store, of a Redis, or of a cluster that this test has for itself. */
export async function partitionedFixture(cluster?: RedisCluster): Promise<PartitionedFixture> {
  const { redis, keyPrefix, openAll, dispose } = await partitionedPlace(cluster);
  const { store: whole, states } = await openAll();
  const numberFrom = (partition: number, stream: string, id: string): Promise<void> =>
    numberFromId(redis, `${keyPrefix}{${partition}}:${stream}`, id);
  return { whole, states, numberFrom, dispose };
}

interface PartitionedPlace {
  readonly redis: Redis | Cluster;
  readonly keyPrefix: string;
  readonly openAll: (options?: Partial<PartitionedRedisStoreOptions>) => Promise<PartitionedRedisStore>;
  readonly dispose: () => Promise<void>;
}

async function partitionedPlace(cluster?: RedisCluster): Promise<PartitionedPlace> {
  const place = cluster === undefined ? await redisPlace() : undefined;
  const url = cluster?.url ?? place?.url ?? "";
  const keyPrefix = place?.keyPrefix ?? "";
  const redis = place?.redis ?? new Cluster([url], { redisOptions: { replyMapping: "legacy" } });
  const opened: PartitionedRedisStore[] = [];
  return {
    redis,
    keyPrefix,
    openAll: async (options = {}) => {
      const all = { url, keyPrefix, partitions: PARTITIONS, partitionBy: SPREAD_BY, ...options };
      const store = await openRedisStore(all);
      opened.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await place?.dispose();
      if (cluster === undefined) return;
      await Promise.all(cluster.nodes.map((node) => node.redis.flushall()));
      redis.disconnect();
    },
  };
}

interface FixtureParts {
  readonly redis: Redis | Cluster;
  readonly keyPrefix: string;
  readonly open: (limits: StoreLimits) => Promise<Pick<RedisStore, "store" | "states">>;
  readonly dispose: () => Promise<void>;
}

async function fixtureOf({ redis, keyPrefix, open, dispose }: FixtureParts): Promise<StoreFixture> {
  const opened = await open({});
  return {
    store: opened.store,
    states: opened.states,
    open: async (limits: StoreLimits = {}) => (await open(limits)).store,
    waitIdle: (ms) => systemClock.sleep(ms),
    foreign: {
      append: async (stream, pairs) => (await redis.xadd(keyPrefix + stream, "*", ...pairs.flat())) ?? "",
      numberFrom: (stream, id) => numberFromId(redis, keyPrefix + stream, id),
      deleteEntry: async (stream, id) => {
        await redis.xdel(keyPrefix + stream, id);
      },
      deleteStream: async (stream) => {
        await redis.del(keyPrefix + stream);
      },
      destroyGroup: async ({ stream, group }) => {
        // Redis minds where there is no stream to have the group.
        if ((await redis.exists(keyPrefix + stream)) > 0) await redis.xgroup("DESTROY", keyPrefix + stream, group);
      },
    },
    dispose,
  };
}

async function numberFromId(redis: Redis | Cluster, key: string, id: string): Promise<void> {
  // A stream must exist to be numbered; a passing group creates it empty.
  await redis.xgroup("CREATE", key, "passing", "0", "MKSTREAM");
  await redis.call("XSETID", key, id);
  await redis.xgroup("DESTROY", key, "passing");
}

async function removeKeys(redis: Redis, keyPrefix: string): Promise<void> {
  // The data of a server that a test has stopped went with it.
  if (redis.status !== "ready") return;
  for await (const found of redis.scanStream({ match: `${keyPrefix}*`, count: 1_000 })) {
    const keys = found as string[];
    if (keys.length > 0) await redis.unlink(...keys);
  }
}
