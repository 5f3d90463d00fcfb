import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import type { ConnectionEvent } from "../../../src/adapters/redis/connection-watch.js";
import type { RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { GroupSpec } from "../../../src/ports/event-store.js";
import {
  append,
  carried,
  carrying,
  deliver,
  everything,
  hop,
  ONE,
  pending,
  settlement,
  TWO,
  WORK,
} from "../../conformance/steps.js";
import { redisPlace, type RedisPlace } from "../../redis-fixture.js";

/** What a server that can be reached says no to, or has lost. */
/** A name that ends in the span, for this span and the next: the test may run across both. */
function withSpans(name: string): string[] {
  const span = Math.floor(Date.now() / (6 * 3_600_000));
  return name.endsWith(":") ? [`${name}${span}`, `${name}${span + 1}`] : [name];
}

describe("a Redis that refuses", () => {
  let server: RedisServer;
  let place: RedisPlace;
  let opened: RedisStore;
  let events: ConnectionEvent[];
  let restored: GroupSpec[];

  const key = (name: string): string => place.keyPrefix + name;
  const WRONG_TYPE = { code: "STORE_WRONG_TYPE" };
  const UNAVAILABLE = { code: "STORE_UNAVAILABLE" };

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    place = await redisPlace(server.url);
    events = [];
    restored = [];
    opened = await place.open({
      onConnection: (event) => events.push(event),
      onGroupRestored: (group) => restored.push(group),
      patienceMs: 20_000,
    });
  });
  afterEach(() => place.dispose());

  it("an output does nothing of the batch, and takes all of it once the cause is mended", async () => {
    const deliveries = await deliver({ store: opened.store }, ["a", "b", "c"]);
    await place.redis.set(key("results"), "in the way");
    const batch = deliveries.map(({ id }, index) => ({
      entryId: id,
      outputs: [{ stream: index === 1 ? "results" : "audit", fields: carrying(String(index)) }],
      hop: hop(`t${index}`),
    }));
    const activity = { agentId: "Worker", events: 3, errors: 0, at: 1 };
    await expect(opened.store.handOff({ ...ONE, settlements: batch, activity })).rejects.toMatchObject({
      ...WRONG_TYPE,
      message: expect.stringContaining(key("results")),
    });
    expect(await everything(opened.store, "audit")).toEqual([]);
    expect(await pending(opened.store)).toBe(3);
    expect([await opened.store.children("root"), await opened.states.list()]).toEqual([[], []]);
    await place.redis.del(key("results"));
    const settled = await opened.store.handOff({ ...ONE, settlements: batch, activity });
    expect(settled.map(({ settled: done }) => done)).toEqual([true, true, true]);
    expect(carried(await everything(opened.store, "audit"))).toEqual(["0", "2"]);
    expect(carried(await everything(opened.store, "results"))).toEqual(["1"]);
    expect(await pending(opened.store)).toBe(0);
  });

  it.each(["handoff:agents", "handoff:spans", "handoff:hops:", "handoff:children:", "handoff:checkpoints:work"])(
    "the key %s does nothing of the batch either",
    async (name) => {
      const [delivery] = await deliver({ store: opened.store }, ["a"]);
      for (const each of withSpans(name)) await place.redis.set(key(each), "in the way");
      const settlements = [settlement(delivery?.id ?? "", "a")];
      await expect(opened.store.handOff({ ...ONE, settlements })).rejects.toMatchObject(WRONG_TYPE);
      expect(await everything(opened.store, "results")).toEqual([]);
      expect(await pending(opened.store)).toBe(1);
    },
  );

  it("a stream of another type, whatever is asked of it", async () => {
    for (const name of ["work", "handoff:agents", "handoff:spans", "handoff:resolved:letters"]) {
      await place.redis.set(key(name), "in the way");
    }
    const calls = [
      opened.store.ensureGroups([
        { stream: "fine", group: "workers", startFrom: "0" },
        { ...WORK, startFrom: "0" },
      ]),
      opened.store.append({ stream: "work", fields: carrying("a"), eventId: "a" }),
      opened.store.read({ ...ONE, count: 1, blockMs: 0 }),
      opened.store.read({ ...ONE, count: 1, blockMs: 1_000 }),
      opened.store.claim({ ...ONE, count: 1, minIdleMs: 0 }),
      opened.store.renew(ONE, ["1-1"]),
      opened.store.giveBack(ONE, [{ id: "1-1", idleMs: 0, deliveries: 1 }]),
      opened.store.handOff({ ...ONE, settlements: [settlement("1-1", "a")] }),
      opened.store.range({ stream: "work", from: "-", to: "+", count: 1 }),
      opened.store.inspect(["work"]),
      opened.store.resolve({ stream: "work", letters: [{ id: "1-1" }], at: 1 }),
      opened.store.purge("work", ["1-1"]),
      opened.store.reap({ ...WORK, idleMs: 0 }),
      opened.store.trim({ stream: "work", groups: [], keepNewest: 0, minAgeMs: 0, count: 1 }),
      opened.store.resolution("letters", "1-1"),
      opened.store.resolutions({ stream: "letters", count: 1 }),
      opened.store.hop("t"),
      opened.store.children("t"),
      opened.states.register("a", 1),
      opened.states.record({ agentId: "a", events: 1, errors: 0, at: 1 }),
      opened.states.stop("a", 1),
      opened.states.get("a"),
      opened.states.list(),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: WRONG_TYPE });
    }
    expect(await place.redis.exists(key("fine"))).toBe(0);
  });

  it("an append whose seen ids or hop are in the way adds nothing", async () => {
    for (const name of ["handoff:seen:work", "handoff:spans", "handoff:hops:", "handoff:children:"]) {
      const names = withSpans(name).map(key);
      for (const each of names) await place.redis.set(each, "in the way");
      const refused = opened.store.append({ stream: "work", fields: carrying("a"), eventId: "a", hop: hop("t") });
      await expect(refused).rejects.toMatchObject(WRONG_TYPE);
      await place.redis.del(...names);
    }
    expect(await everything(opened.store, "work")).toEqual([]);
  });

  it("an output after another of the same event takes the other back; what was settled before stays settled", async () => {
    const [first, second] = await deliver({ store: opened.store }, ["a", "b"]);
    await place.redis.xgroup("CREATE", key("full"), "passing", "0", "MKSTREAM");
    // A stream whose ids are used up takes no entry any more.
    await place.redis.call("XSETID", key("full"), "18446744073709551615-18446744073709551615");
    const outputs = ["audit", "full"].map((stream) => ({ stream, fields: carrying(stream) }));
    const settlements = [settlement(first?.id ?? "", "a"), { entryId: second?.id ?? "", outputs, hop: hop("t") }];
    await expect(opened.store.handOff({ ...ONE, settlements })).rejects.toMatchObject(UNAVAILABLE);
    expect(await everything(opened.store, "audit")).toEqual([]);
    expect(carried(await everything(opened.store, "results"))).toEqual(["a"]);
    expect(await pending(opened.store)).toBe(1);
    expect(await opened.store.children("root")).toEqual(["trace-a"]);
  });

  it("for want of memory does nothing, and everything when there is some again", async () => {
    const [delivery] = await deliver({ store: opened.store }, ["a"]);
    const settlements = [
      { entryId: delivery?.id ?? "", outputs: [], hop: hop("t") },
      settlement(delivery?.id ?? "", "a"),
    ];
    await place.redis.config("SET", "maxmemory", "1");
    try {
      const full = { ...UNAVAILABLE, message: expect.stringContaining("maxmemory") };
      await expect(opened.store.handOff({ ...ONE, settlements })).rejects.toMatchObject(full);
      await expect(append(opened.store, ["b"])).rejects.toMatchObject(full);
    } finally {
      await place.redis.config("SET", "maxmemory", "0");
    }
    expect(await pending(opened.store)).toBe(1);
    expect(await opened.store.handOff({ ...ONE, settlements })).toMatchObject([{ settled: true }, { settled: false }]);
    await append(opened.store, ["b"]);
    expect(carried(await everything(opened.store, "work"))).toEqual(["a", "b"]);
  });

  it("writes, being a replica, is waited out until it is a primary", async () => {
    await deliver({ store: opened.store }, ["a"]);
    const reading = opened.store.read({ ...ONE, count: 10, blockMs: 20_000 });
    await place.redis.replicaof("127.0.0.1", 1);
    const appending = append(opened.store, ["b"]);
    await expect.poll(() => events).toMatchObject([{ kind: "lost", error: { message: /takes no writes/ } }]);
    await place.redis.replicaof("NO", "ONE");
    expect(await appending).toHaveLength(1);
    expect(carried(await reading)).toEqual(["b"]);
    await expect.poll(() => events.map(({ kind }) => kind)).toEqual(["lost", "restored"]);
  });

  it("to know the scripts, having been told to forget them, is told again", async () => {
    const [delivery] = await deliver({ store: opened.store }, ["a"]);
    await place.redis.script("FLUSH");
    const claimed = await opened.store.claim({ ...TWO, count: 1, minIdleMs: 0 });
    expect(claimed).toMatchObject([{ id: delivery?.id }]);
    await place.redis.script("FLUSH");
    const settled = await opened.store.handOff({ ...TWO, settlements: [settlement(delivery?.id ?? "", "a")] });
    expect(settled).toMatchObject([{ settled: true }]);
  });

  it("to know a group, having lost it, is told where it stood", async () => {
    const [first] = await deliver({ store: opened.store }, ["a", "b"]);
    await opened.store.handOff({ ...ONE, settlements: [settlement(first?.id ?? "", "a")] });
    const reading = opened.store.read({ ...ONE, count: 10, blockMs: 20_000 });
    await place.redis.xgroup("DESTROY", key("work"), WORK.group);
    expect(carried(await reading)).toEqual(["b"]);
    await place.redis.xgroup("DESTROY", key("work"), WORK.group);
    const other = await place.open({ onGroupRestored: (group) => restored.push(group) });
    await other.store.ensureGroups([{ ...WORK, startFrom: "$" }]);
    expect(restored).toEqual([first, first].map((delivery) => ({ ...WORK, startFrom: delivery?.id })));
    await place.redis.del(key("work"));
    await append(opened.store, ["c"]);
    expect(carried(await opened.store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["c"]);
    await place.redis.del(key("work"), key("handoff:checkpoints:work"));
    await append(opened.store, ["d"]);
    expect(carried(await opened.store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["d"]);
    expect(restored.slice(2).map(({ startFrom }) => startFrom)).toEqual([first?.id, "0-0"]);
  });

  it("part of a script to a user does not pass for a fence", async () => {
    await place.redis.acl("SETUSER", "narrow", "on", ">secret", "~*", "+@all", "-xpending");
    const [delivery] = await deliver({ store: opened.store }, ["a"]);
    const narrow = await place.open({ url: server.url.replace("//", "//narrow:secret@") });
    const refused = narrow.store.handOff({ ...ONE, settlements: [settlement(delivery?.id ?? "", "a")] });
    await expect(refused).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining("denies access") });
    expect(await pending(opened.store)).toBe(1);
  });

  it("nothing: streams have exactly their names, everything else is under handoff:", async () => {
    const unprefixed = await place.open({ keyPrefix: "" });
    const work = `plain_${place.keyPrefix.slice(5, 13)}`;
    const results = `${work}_results`;
    await unprefixed.store.ensureGroups([{ ...WORK, stream: work, startFrom: "0" }]);
    await unprefixed.store.append({ stream: work, fields: carrying("a"), eventId: "a", hop: hop("t") });
    const [delivery] = await unprefixed.store.read({ ...ONE, stream: work, count: 1, blockMs: 0 });
    const settlements = [
      { ...settlement(delivery?.id ?? "", "a"), outputs: [{ stream: results, fields: { a: "b" } }] },
    ];
    const activity = { agentId: "Worker", events: 1, errors: 0, at: 1 };
    await unprefixed.store.handOff({ ...ONE, stream: work, settlements, activity });
    const keys = (await place.redis.keys("*")).filter((name) => !name.startsWith("test:"));
    const kinds = new Set(keys.map((name) => name.replace(/:\d+$/, ":<span>")));
    const kept = ["agents", `checkpoints:${work}`, "children:<span>", "hops:<span>", `seen:${work}`, "spans"];
    const ours = kept.map((name) => `handoff:${name}`);
    expect([...kinds].toSorted()).toEqual([...ours, work, results]);
    for (const name of keys.filter((each) => /^handoff:(children|hops|spans)/.test(each))) {
      expect(await place.redis.pttl(name)).toBeGreaterThan(0);
    }
    await place.redis.del(...keys);
  });

  it("nothing: what was trimmed before it was read is no lag", async () => {
    await opened.store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    await append(opened.store, ["a", "b", "c", "d", "e"]);
    await opened.store.read({ ...ONE, count: 1, blockMs: 0 });
    await place.redis.xtrim(key("work"), "MAXLEN", 2);
    expect(await opened.store.inspect(["work"])).toMatchObject([{ length: 2, groups: [{ lag: 2, pending: 1 }] }]);
  });

  it("nothing: an entry larger than a script can add is read and claimed", async () => {
    await opened.store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const pairs = Array.from({ length: 10_000 }, (_, index) => [`f${index}`, String(index)]);
    await place.redis.xadd(key("work"), "*", ...pairs.flat());
    const [read] = await opened.store.read({ ...ONE, count: 1, blockMs: 0 });
    const [claimed] = await opened.store.claim({ ...ONE, count: 1, minIdleMs: 0 });
    expect(Object.keys(read?.fields ?? {})).toHaveLength(10_000);
    expect(claimed?.fields).toEqual(read?.fields);
  });
});
