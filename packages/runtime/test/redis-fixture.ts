import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { inject } from "vitest";
import { openRedisStore, type RedisStore, type RedisStoreOptions } from "../src/adapters/redis/open-redis-store.js";
import { systemClock } from "../src/ports/clock.js";
import type { StoreFixture, StoreLimits } from "./conformance/fixture.js";

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
  const { redis, keyPrefix } = place;
  const opened = await place.open();
  return {
    store: opened.store,
    states: opened.states,
    open: async (limits: StoreLimits = {}) => (await place.open(limits)).store,
    waitIdle: (ms) => systemClock.sleep(ms),
    foreign: {
      append: async (stream, pairs) => (await redis.xadd(keyPrefix + stream, "*", ...pairs.flat())) ?? "",
      numberFrom: async (stream, id) => {
        // A stream must exist to be numbered; a passing group creates it empty.
        await redis.xgroup("CREATE", keyPrefix + stream, "passing", "0", "MKSTREAM");
        await redis.call("XSETID", keyPrefix + stream, id);
        await redis.xgroup("DESTROY", keyPrefix + stream, "passing");
      },
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
    dispose: place.dispose,
  };
}

async function removeKeys(redis: Redis, keyPrefix: string): Promise<void> {
  // The data of a server that a test has stopped went with it.
  if (redis.status !== "ready") return;
  for await (const found of redis.scanStream({ match: `${keyPrefix}*`, count: 1_000 })) {
    const keys = found as string[];
    if (keys.length > 0) await redis.unlink(...keys);
  }
}
