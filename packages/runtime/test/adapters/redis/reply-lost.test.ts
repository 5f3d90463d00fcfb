import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import { startTcpProxy, type TcpProxy } from "../../../../../test/setup/tcp-proxy.js";
import type { RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import { append, carried, carrying, deliver, everything, hop, ONE, settlement, WORK } from "../../conformance/steps.js";
import { redisPlace, type RedisPlace } from "../../redis-fixture.js";

/** What happens when a command arrived and its reply did not: the store sends it again, and it must not count twice. */
describe("a reply that is lost", () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let direct: RedisPlace;
  let opened: RedisStore;

  const key = (name: string): string => direct.keyPrefix + name;

  beforeAll(async () => {
    server = await startRedisServer();
    proxy = await startTcpProxy(server.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });
  beforeEach(async () => {
    direct = await redisPlace(server.url);
    opened = await direct.open({ url: proxy.url });
    await warmUp();
  });
  afterEach(() => direct.dispose());

  /** Lets the server know the scripts and the group its consumer: each call is then one command with one reply. */
  async function warmUp(): Promise<void> {
    const [warm] = await deliver({ store: opened.store }, ["warm"]);
    const warming = { entryId: warm?.id ?? "", outputs: settlement("", "warm").outputs, hop: hop("warm", "warmer") };
    await opened.store.handOff({ ...ONE, settlements: [warming] });
    await opened.states.record({ agentId: "Warm", events: 0, errors: 0, at: 0 });
    await direct.redis.del(key("handoff:agents"), key("results"));
  }

  /** Cuts the connection once `arrived` says that the command was carried out. */
  async function losingReply<T>(call: () => Promise<T>, arrived: () => Promise<boolean>): Promise<T> {
    proxy.treatOpen("swallow_replies");
    const reply = call();
    reply.catch(() => undefined);
    await expect.poll(arrived, { timeout: 10_000 }).toBe(true);
    proxy.cut();
    return reply;
  }

  it("of a hand-off: it settles once, and the caller learns that it did", async () => {
    const deliveries = await deliver({ store: opened.store }, ["a", "b"]);
    const [first, second] = deliveries.map(({ id }) => id);
    const settlements = [settlement(first ?? "", "a"), settlement(second ?? "", "b")];
    const activity = { agentId: "Worker", events: 2, errors: 0, at: 1_000 };
    const settled = await losingReply(
      () => opened.store.handOff({ ...ONE, settlements, activity }),
      async () => (await direct.redis.xlen(key("results"))) === 2,
    );
    const results = await everything(opened.store, "results");
    expect(carried(results)).toEqual(["a", "b"]);
    expect(settled).toEqual(
      deliveries.map(({ id }, index) => ({ entryId: id, settled: true, outputIds: [results[index]?.id] })),
    );
    expect(await opened.store.children("root")).toEqual(["trace-a", "trace-b"]);
    expect(await opened.states.get("Worker")).toMatchObject({ events: 2 });
  });

  it("of a hand-off whose entry somebody else settles meanwhile: it is fenced", async () => {
    const [delivery] = await deliver({ store: opened.store }, ["a"]);
    const id = delivery?.id ?? "";
    proxy.treatOpen("black_hole");
    const late = opened.store.handOff({ ...ONE, settlements: [settlement(id, "late")] });
    const other = await direct.open();
    const [taken] = await other.store.claim({ ...WORK, consumer: "two", count: 1, minIdleMs: 0 });
    const owner = { ...WORK, consumer: "two", settlements: [settlement(taken?.id ?? "", "owner")] };
    expect(await other.store.handOff(owner)).toMatchObject([{ settled: true }]);
    proxy.cut();
    expect(await late).toEqual([{ entryId: id, settled: false, outputIds: [] }]);
    expect(carried(await everything(opened.store, "results"))).toEqual(["owner"]);
  });

  it("of an append: there is one entry, and the repetition is a duplicate", async () => {
    const appended = await losingReply(
      () => opened.store.append({ stream: "work", fields: carrying("a"), eventId: "a", hop: hop("t") }),
      async () => (await direct.redis.xlen(key("work"))) === 2,
    );
    expect(appended).toEqual({ duplicate: true });
    expect(carried(await everything(opened.store, "work"))).toEqual(["warm", "a"]);
    expect(await opened.store.children("root")).toEqual(["t"]);
  });

  it("of a replay: there is one entry, and the caller learns that it was this call's", async () => {
    const [id = ""] = await append(opened.store, ["letter"], "letters");
    const replay = { ...WORK, fields: carrying("event"), once: "event" };
    // Known to the server, as the other scripts are.
    await opened.store.resolve({ stream: "letters", letters: [{ id: "1-1" }], at: 1_000 });
    const resolved = await losingReply(
      () => opened.store.resolve({ stream: "letters", letters: [{ id, replay }], at: 1_000 }),
      async () => (await direct.redis.xlen(key("work"))) === 2,
    );
    const entries = await everything(opened.store, "work");
    expect(carried(entries)).toEqual(["warm", "event"]);
    const entryId = entries[1]?.id;
    expect(resolved).toMatchObject([{ fresh: true, resolution: { replay: { stream: "work", entryId } } }]);
  });

  const handedOut = async (count: number): Promise<boolean> =>
    (await direct.redis.xpending(key("work"), WORK.group))[0] === count;

  it("of a read: the repetition has what was handed out, and no more", async () => {
    await append(opened.store, ["a", "b", "c"]);
    const read = await losingReply(
      () => opened.store.read({ ...ONE, count: 2, blockMs: 0 }),
      () => handedOut(2),
    );
    expect(carried(read)).toEqual(["a", "b"]);
    expect(carried(await opened.store.read({ ...ONE, count: 2, blockMs: 0 }))).toEqual(["c"]);
    expect(await opened.store.read({ ...ONE, count: 2, blockMs: 0 })).toEqual([]);
  });

  it("of a read that waited: what was handed out comes before what is newer", async () => {
    // The reader has its connection before replies are lost.
    expect(await opened.store.read({ ...ONE, count: 3, blockMs: 1 })).toEqual([]);
    await append((await direct.open()).store, ["a", "b"]);
    const read = await losingReply(
      () => opened.store.read({ ...ONE, count: 1, blockMs: 5_000 }),
      () => handedOut(1),
    );
    expect(carried(read)).toEqual(["a"]);
    expect(carried(await opened.store.read({ ...ONE, count: 3, blockMs: 1_000 }))).toEqual(["b"]);
  });

  it("of a report: it is not sent again, since it would count twice", async () => {
    const report = losingReply(
      () => opened.states.record({ agentId: "Worker", events: 1, errors: 0, at: 1_000 }),
      async () => (await direct.redis.exists(key("handoff:agents"))) === 1,
    );
    await expect(report).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await opened.states.get("Worker")).toMatchObject({ events: 1 });
  });

  it("again and again: nothing is lost, nothing is done twice", async () => {
    const texts = Array.from({ length: 100 }, (_, index) => String(index));
    const deliveries = await deliver({ store: opened.store }, texts);
    for (const [index, { id }] of deliveries.entries()) {
      const handingOff = opened.store.handOff({ ...ONE, settlements: [settlement(id, String(index))] });
      if (index % 2 === 0) {
        // Before it arrives, while it is carried out, or after its reply: whichever it hits.
        await setTimeout(index % 3);
        proxy.cut();
      }
      expect(await handingOff).toMatchObject([{ settled: true }]);
    }
    expect(carried(await everything(opened.store, "results"))).toEqual(texts);
  });
});
