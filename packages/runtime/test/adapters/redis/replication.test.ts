import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import type { RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { RedisStoreOptions } from "../../../src/adapters/redis/redis-store-options.js";
import type { ReplicationShort } from "../../../src/adapters/redis/redis-replication.js";
import { append, carried, carrying, deliver, everything, ONE, pending, settlement } from "../../conformance/steps.js";
import { redisPlace, type RedisPlace } from "../../redis-fixture.js";

/** A primary with a replica that stops and goes on as a test says. */
describe("a store that waits for replicas", () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let place: RedisPlace;
  let onReplica: RedisPlace;
  let short: ReplicationShort[];

  beforeEach(async () => {
    // A replica is served at once, not after a wait for others.
    const args = ["--repl-diskless-sync-delay", "0"];
    [primary, replica] = await Promise.all([startRedisServer({ args }), startRedisServer()]);
    place = await redisPlace(primary.url);
    onReplica = await redisPlace(replica.url);
    short = [];
    await onReplica.redis.replicaof("127.0.0.1", primary.port);
    await expect.poll(() => place.redis.wait(1, 100), { timeout: 20_000 }).toBe(1);
  });
  afterEach(async () => {
    process.kill(replica.pid, "SIGCONT");
    await Promise.all([place.dispose(), onReplica.dispose()]);
    await Promise.all([primary.stop(), replica.stop()]);
  });

  /** How often the primary was told to wait. */
  async function waits(): Promise<number> {
    const [, calls = "0"] = /cmdstat_wait:calls=(\d+)/.exec(await place.redis.info("commandstats")) ?? [];
    return Number(calls);
  }

  const open = (options: Partial<RedisStoreOptions> = {}): Promise<RedisStore> =>
    place.open({
      replicas: { atLeast: 1, withinMs: 1_000 },
      onReplicationShort: (each) => short.push(each),
      ...options,
    });

  it("accepts an event once a replica has it", async () => {
    const { store } = await open();
    await append(store, ["a"]);
    expect(await onReplica.redis.xlen(`${place.keyPrefix}work`)).toBe(1);
  });

  it("does not accept one that no replica confirms; appended again once one does, it is there once", async () => {
    const { store } = await open();
    process.kill(replica.pid, "SIGSTOP");
    const event = { stream: "work", fields: carrying("a"), eventId: "a" };
    const unconfirmed = {
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining("0 of the 1 replicas") as string,
    };
    await expect(store.append(event)).rejects.toMatchObject(unconfirmed);
    // On another connection too: what the first one wrote is not confirmed for being there.
    const other = await open();
    await expect(other.store.append(event)).rejects.toMatchObject(unconfirmed);
    process.kill(replica.pid, "SIGCONT");
    await expect
      .poll(() => store.append(event).catch(() => "not yet"), { timeout: 20_000 })
      .toEqual({ duplicate: true });
    expect(await onReplica.redis.xlen(`${place.keyPrefix}work`)).toBe(1);
  });

  it("waits for many events at once, and accepts each only when it is there", async () => {
    const { store } = await open();
    const before = await waits();
    const events = Array.from({ length: 200 }, (_, index) => ({
      stream: "work",
      fields: carrying(String(index)),
      eventId: String(index),
    }));
    await Promise.all(
      events.map(async (event) => {
        const { entryId = "" } = await store.append(event);
        const [there] = await onReplica.redis.xrange(`${place.keyPrefix}work`, entryId, entryId);
        expect(there?.[0]).toBe(entryId);
      }),
    );
    expect((await waits()) - before).toBeLessThan(100);
  });

  it("hands off without a confirmation, and tells so once until there is one again", async () => {
    const { store } = await open();
    const deliveries = await deliver({ store }, ["a", "b", "c", "d"]);
    const handOff = async (index: number): Promise<void> => {
      const [settled] = await store.handOff({
        ...ONE,
        settlements: [settlement(deliveries[index]?.id ?? "", String(index))],
      });
      expect(settled?.settled).toBe(true);
    };
    await handOff(0);
    expect(short).toEqual([]);
    process.kill(replica.pid, "SIGSTOP");
    await handOff(1);
    await handOff(2);
    expect(short).toEqual([{ wanted: 1, confirmed: 0 }]);
    process.kill(replica.pid, "SIGCONT");
    await expect.poll(() => place.redis.wait(1, 100), { timeout: 20_000 }).toBe(1);
    await handOff(3);
    expect(short).toHaveLength(1);
  });

  it("loses nothing it accepted in a failover, and what it handed off is handed off or pending", async () => {
    const { store } = await open();
    const accepted: string[] = [];
    const deliveries = await deliver({ store }, ["a", "b"]);
    accepted.push("a", "b");
    await store.handOff({ ...ONE, settlements: [settlement(deliveries[0]?.id ?? "", "a")] });
    process.kill(replica.pid, "SIGSTOP");
    await store.handOff({ ...ONE, settlements: [settlement(deliveries[1]?.id ?? "", "b")] });
    await append(store, ["c"]).then(
      () => accepted.push("c"),
      () => undefined,
    );
    await primary.stop();
    process.kill(replica.pid, "SIGCONT");
    await onReplica.redis.replicaof("NO", "ONE");
    const promoted = await onReplica.open({ keyPrefix: place.keyPrefix });
    const kept = carried(await everything(promoted.store, "work"));
    for (const text of accepted) expect(kept).toContain(text);
    const results = carried(await everything(promoted.store, "results"));
    expect(results.length + ((await pending(promoted.store)) ?? 0)).toBe(2);
    expect(new Set(results).size).toBe(results.length);
  });

  it.each([
    [{ atLeast: 0, withinMs: 100 }, "replicas.atLeast is 0."],
    [
      { atLeast: 1, withinMs: 3_000 },
      "replicas.withinMs is 3000. Give a whole number from 1, less than replyTimeoutMs",
    ],
  ])("refuses %j", async (replicas, message) => {
    await expect(open({ replicas })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});
