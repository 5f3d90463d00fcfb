import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RedisCluster } from "../../../../../test/setup/redis-cluster.js";
import type { PartitionedRedisStore } from "../../../src/adapters/redis/open-partitions.js";
import { openKeptRedisStore, openRedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import { slotOf } from "../../../src/adapters/redis/redis-cluster.js";
import type { PartitionedRedisStoreOptions } from "../../../src/adapters/redis/redis-store-options.js";
import { HandoffErrorCode } from "../../../src/errors.js";
import type { EventStore } from "../../../src/ports/event-store.js";
import { FindingCode } from "../../../src/ports/finding.js";
import { agentStateStoreConformance } from "../../conformance/agent-state-store.js";
import { eventStoreConformance } from "../../conformance/event-store.js";
import { partitionedStoreConformance } from "../../conformance/partitioned-store.js";
import { append, carried, carrying, everything, ONE, pending, settlement, WORK } from "../../conformance/steps.js";
import { labTopology } from "../../lab.js";
import { partitionedFixture, partitionFixture } from "../../redis-fixture.js";

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start();
}, 60_000);
afterAll(() => cluster.stop());

eventStoreConformance("a partition in a cluster", () => partitionFixture(cluster));
agentStateStoreConformance("partitions in a cluster", () => partitionFixture(cluster));
partitionedStoreConformance("redis cluster", () => partitionedFixture(cluster));

describe("partitions in a cluster", () => {
  const failure = (options: PartitionedRedisStoreOptions): Promise<unknown> =>
    openRedisStore(options).then(
      async ({ close }) => close(),
      (error: unknown) => error,
    );
  afterEach(async () => {
    await Promise.all(cluster.nodes.map(({ redis }) => redis.flushall()));
  });

  it("lie in the slots that the cluster itself computes", async () => {
    for (const tag of ["0", "1", "7", "1023", "é鍵"]) {
      expect(await cluster.node(0).redis.cluster("KEYSLOT", `test:{${tag}}:signals`)).toBe(slotOf(tag));
    }
  });

  it("are spread over its servers", async () => {
    const { store, close } = await openRedisStore({ url: cluster.url, partitions: 8 });
    for (let number = 0; number < 100; number++) {
      await store.append({ stream: "work", fields: carrying("a"), eventId: String(number) });
    }
    const sizes = await Promise.all(cluster.nodes.map(({ redis }) => redis.dbsize()));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(await store.inspect(["work"])).toMatchObject([{ length: 100 }]);
    await close();
  });

  it("are found from a seed where the first server does not answer", async () => {
    const { store, close } = await openRedisStore({
      url: "redis://127.0.0.1:1",
      seeds: [cluster.node(2).server.url],
      partitions: 8,
    });
    expect(await store.append({ stream: "work", fields: carrying("a"), eventId: "a" })).toMatchObject({
      duplicate: false,
    });
    await close();
    expect(await failure({ url: "redis://127.0.0.1:1", seeds: ["redis://127.0.0.1:2"], partitions: 8 })).toMatchObject({
      message: expect.stringMatching(/^STORE_UNAVAILABLE: redis:\/\/127\.0\.0\.1:1 cannot be reached/),
    });
  });

  it("have the number that was begun with, for commands too", async () => {
    const { url } = cluster;
    await expect(openKeptRedisStore({ url })).rejects.toThrow(
      /^OPTION_INVALID: redis:\S+ is a server of a Redis Cluster, and partitions is not set\. Give partitions/,
    );
    await (await openRedisStore({ url, partitions: 4 })).close();
    const kept = await openKeptRedisStore({ url });
    expect("partitions" in kept.store && kept.store.partitions.length).toBe(4);
    await kept.close();
    expect(await failure({ url, partitions: 8 })).toMatchObject({ code: HandoffErrorCode.PARTITIONS_DIFFER });
  });

  it("are needed: a cluster is refused without them", async () => {
    await expect(openRedisStore({ url: cluster.url })).rejects.toMatchObject({
      code: HandoffErrorCode.OPTION_INVALID,
    });
  });

  it("are refused where no server has the slot of one of them", async () => {
    const holey = await RedisCluster.start({ size: 1, uncovered: [slotOf("3")] });
    try {
      expect(await failure({ url: holey.url, partitions: 8, patienceMs: 200 })).toMatchObject({
        code: HandoffErrorCode.STORE_UNAVAILABLE,
        message: expect.stringMatching(
          /does not serve all keys now \(slot 1584 has no server\)\. .*redis-cli --cluster/,
        ),
      });
    } finally {
      await holey.stop();
    }
  });

  it("are looked at by the doctor, each server and each partition once", async () => {
    const { store, diagnose, close } = await openRedisStore({ url: cluster.url, partitions: 4 });
    const groups = labTopology.groups.map(({ stream, group }) => ({ stream, group, startFrom: "0" }));
    await store.ensureGroups(groups);
    await cluster.node(await cluster.ownerOf(slotOf("3"))).redis.xgroup("DESTROY", "{3}:results", "reviewing_agents");
    const findings = await diagnose({ topology: labTopology, watchMs: 0 });
    const servers = findings.filter(({ code }) => code === FindingCode.APPEND_ONLY_OFF);
    expect(servers.map(({ subject }) => subject).sort()).toEqual(cluster.nodes.map(({ server }) => server.url).sort());
    const missing = findings.filter(({ code }) => code === FindingCode.GROUP_MISSING);
    expect(missing).toMatchObject([{ subject: "{3}:results/reviewing_agents" }]);
    await close();
  });
});

describe("a slot that moves", () => {
  const slot = slotOf("2");
  const tasks = Array.from({ length: 300 }, (_, number) => String(number));
  let whole: PartitionedRedisStore;
  let store: EventStore;
  beforeEach(async () => {
    whole = await openRedisStore({ url: cluster.url, partitions: 4 });
    store = whole.store.partitions[2] ?? expect.fail("There is no third partition.");
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
  });
  afterEach(async () => {
    await whole.close();
    await Promise.all(cluster.nodes.map(({ redis }) => redis.flushall()));
  });

  const elsewhere = async (): Promise<number> => ((await cluster.ownerOf(slot)) + 1) % cluster.nodes.length;

  it("wakes who waits in it, and takes it along", async () => {
    const read = store.read({ ...ONE, count: 1, blockMs: 20_000 });
    await setTimeout(200);
    await cluster.migrate(slot, await elsewhere());
    await append(store, ["a"]);
    expect(carried(await read)).toEqual(["a"]);
  });

  it("loses nothing and repeats nothing of what goes through it meanwhile", async () => {
    const seen: (string | undefined)[] = [];
    const reading = (async () => {
      while (seen.length < tasks.length) {
        const deliveries = await store.read({ ...ONE, count: 10, blockMs: 200 });
        if (deliveries.length === 0) continue;
        const settlements = deliveries.map(({ id }) => settlement(id, id));
        const settled = await store.handOff({ ...ONE, settlements });
        expect(settled.every((one) => one.settled)).toBe(true);
        seen.push(...carried(deliveries));
      }
    })();
    for (const [index, text] of tasks.entries()) {
      expect((await append(store, [text]))[0]).not.toBe("duplicate");
      if (index % 100 === 50) await cluster.migrate(slot, await elsewhere());
    }
    await reading;
    expect(seen).toEqual(tasks);
    expect(await everything(store, "results")).toHaveLength(tasks.length);
    expect(await pending(store)).toBe(0);
  }, 60_000);

  it("is waited for while it is on its way", async () => {
    const source = cluster.node(await cluster.ownerOf(slot));
    const target = cluster.node(await elsewhere());
    const [id = ""] = await append(store, ["a"]);
    await store.read({ ...ONE, count: 1, blockMs: 0 });
    await target.redis.cluster("SETSLOT", slot, "IMPORTING", source.id);
    await source.redis.cluster("SETSLOT", slot, "MIGRATING", target.id);
    // Half of it is here, and half there: neither server can do a step that needs both.
    await source.redis.call("MIGRATE", "127.0.0.1", target.server.port, "", 0, 5_000, "KEYS", "{2}:work");
    const settled = store.handOff({ ...ONE, settlements: [settlement(id, "a")] });
    const first = await Promise.race([settled, setTimeout(300, "waits")]);
    expect(first).toBe("waits");
    await cluster.migrate(slot, cluster.nodes.indexOf(target));
    expect(await settled).toMatchObject([{ settled: true }]);
    expect(carried(await everything(store, "results"))).toEqual(["a"]);
  });
});

describe("a server that is killed and comes back", () => {
  it("is waited for; the partitions of the others go on meanwhile", async () => {
    const durable = await RedisCluster.start({
      args: ["--appendonly", "yes", "--appendfsync", "always", "--cluster-require-full-coverage", "no"],
    });
    const whole = await openRedisStore({ url: durable.url, partitions: 4, patienceMs: 20_000 });
    try {
      const victim = await durable.ownerOf(slotOf("3"));
      const other = (await durable.ownerOf(slotOf("2"))) === victim ? 1 : 2;
      expect(await durable.ownerOf(slotOf(String(other)))).not.toBe(victim);
      await Promise.all(whole.store.partitions.map((store) => append(store, ["before"])));
      const restarted = durable.restart(victim, 1_000);
      await setTimeout(100);
      const [lost, alive] = [whole.store.partitions[3], whole.store.partitions[other]];
      if (lost === undefined || alive === undefined) throw new Error("There are four partitions.");
      const late = append(lost, ["after"]);
      await append(alive, ["meanwhile"]);
      expect(await Promise.race([late, setTimeout(1, "waits")])).toBe("waits");
      await restarted;
      await late;
      expect(carried(await everything(lost, WORK.stream))).toEqual(["before", "after"]);
      expect(carried(await everything(alive, WORK.stream))).toEqual(["before", "meanwhile"]);
    } finally {
      await whole.close();
      await durable.stop();
    }
  }, 60_000);
});
