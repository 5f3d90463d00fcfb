import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import { startTcpProxy, type TcpProxy } from "../../../../../test/setup/tcp-proxy.js";
import type { ConnectionEvent } from "../../../src/adapters/redis/connection-watch.js";
import type { RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { RedisStoreOptions } from "../../../src/adapters/redis/redis-store-options.js";
import type { Delivery } from "../../../src/ports/event-store.js";
import { append, carried, everything, ONE, settlement, WORK } from "../../conformance/steps.js";
import { redisPlace, type RedisPlace } from "../../redis-fixture.js";

const BLOCKED = { ...ONE, count: 10, blockMs: 25_000 };

describe("a connection that is lost", () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let place: RedisPlace;
  let events: ConnectionEvent[];

  beforeEach(async () => {
    server = await startRedisServer();
    proxy = await startTcpProxy(server.port);
    place = await redisPlace(server.url);
    events = [];
  });
  afterEach(async () => {
    await place.dispose();
    await proxy.stop();
    await server.stop();
  });

  async function open(options: Partial<RedisStoreOptions> = {}): Promise<RedisStore> {
    const opened = await place.open({ onConnection: (event) => events.push(event), ...options });
    await opened.store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    return opened;
  }

  /** Ids of the clients with this name that have `doing` as their last command. */
  async function clientsOf(name: string, doing: RegExp): Promise<string[]> {
    const list = String(await place.redis.client("LIST"));
    const lines = list.split("\n").filter((line) => line.includes(` name=${name} `));
    return lines.filter((line) => doing.test(line)).flatMap((line) => /\bid=(\d+)/.exec(line)?.[1] ?? []);
  }

  async function blockedRead(opened: RedisStore, signal?: AbortSignal): Promise<Promise<readonly Delivery[]>[]> {
    const reading = opened.store.read({ ...BLOCKED, ...(signal === undefined ? {} : { signal }) });
    await expect.poll(() => clientsOf("handoff:reader", /flags=b.* cmd=xreadgroup/)).toHaveLength(1);
    // In an array, since a promise of a promise would wait for both.
    return [reading];
  }

  async function kill(name: string): Promise<void> {
    for (const id of await clientsOf(name, /./)) await place.redis.client("KILL", "ID", id);
  }

  const kinds = (): string[] => events.map(({ kind }) => kind);

  it("is waited out by a blocked read", async () => {
    const opened = await open();
    const [reading] = await blockedRead(opened);
    await kill("handoff:reader");
    await append(opened.store, ["a"]);
    expect(carried((await reading) ?? [])).toEqual(["a"]);
    await expect.poll(kinds).toEqual(["lost", "restored"]);
  });

  it("is waited out by the next operation", async () => {
    const opened = await open();
    await append(opened.store, ["a"]);
    await kill("handoff:commands");
    await append(opened.store, ["b"]);
    expect(carried(await everything(opened.store, WORK.stream))).toEqual(["a", "b"]);
    await expect.poll(kinds).toEqual(["lost", "restored"]);
  });

  it("is told once, however many connections break", async () => {
    const opened = await open();
    const [reading] = await blockedRead(opened);
    await place.redis.call("CLIENT", "KILL", "TYPE", "normal");
    await expect.poll(kinds).toEqual(["lost", "restored"]);
    await append(opened.store, ["a"]);
    expect(carried((await reading) ?? [])).toEqual(["a"]);
  });

  it("is waited out while the server restarts, with everything it had acknowledged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "handoff-aof-"));
    const args = ["--appendonly", "yes", "--appendfsync", "always"];
    let durable = await startRedisServer({ folder, args });
    const there = await redisPlace(durable.url);
    try {
      const opened = await there.open({ patienceMs: 20_000 });
      await opened.store.ensureGroups([{ ...WORK, startFrom: "0" }]);
      await append(opened.store, ["a"]);
      const [delivery] = await opened.store.read(BLOCKED);
      const reading = opened.store.read(BLOCKED);
      await durable.stop();
      const handingOff = opened.store.handOff({ ...ONE, settlements: [settlement(delivery?.id ?? "", "a")] });
      durable = await startRedisServer({ folder, args, port: durable.port });
      expect(await handingOff).toMatchObject([{ settled: true }]);
      await append(opened.store, ["b"]);
      expect(carried(await reading)).toEqual(["b"]);
      expect(carried(await everything(opened.store, "results"))).toEqual(["a"]);
    } finally {
      await there.dispose();
      await durable.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("is waited out while a server restarts that forgets everything: groups are back", async () => {
    const opened = await open({ patienceMs: 20_000 });
    await append(opened.store, ["a"]);
    expect(carried(await opened.store.read(BLOCKED))).toEqual(["a"]);
    const [reading] = await blockedRead(opened);
    await server.stop();
    server = await startRedisServer({ port: server.port });
    await append(opened.store, ["b"]);
    expect(carried((await reading) ?? [])).toEqual(["b"]);
  });

  it("that does not come back rejects, after the patience, with the address", async () => {
    const opened = await open({ patienceMs: 100 });
    await server.stop();
    const failure = { code: "STORE_UNAVAILABLE", message: expect.stringContaining(`redis://127.0.0.1:${server.port}`) };
    await expect(append(opened.store, ["a"])).rejects.toMatchObject(failure);
    await expect(opened.store.read(BLOCKED)).rejects.toMatchObject(failure);
    await expect(opened.store.read({ ...BLOCKED, blockMs: 0 })).rejects.toMatchObject(failure);
    expect(kinds()).toEqual(["lost"]);
  });

  it("does not keep an aborted read, or a closed store", async () => {
    const opened = await open({ patienceMs: 25_000 });
    const abort = new AbortController();
    const [reading] = await blockedRead(opened, abort.signal);
    await server.stop();
    await expect.poll(kinds).toEqual(["lost"]);
    const waiting = append(opened.store, ["a"]);
    abort.abort();
    expect(await reading).toEqual([]);
    await opened.close();
    await expect(waiting).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining("closed"),
    });
    expect(kinds()).toEqual(["lost"]);
  });

  it("without a word is noticed by a blocked read, which goes on with a new one", async () => {
    const opened = await open({ url: proxy.url, replyTimeoutMs: 200 });
    const [reading] = await blockedRead(opened);
    proxy.treatOpen("black_hole");
    // The server has given up on the dead connection by then, and hands what comes to the new one.
    await expect.poll(kinds, { timeout: 20_000 }).toEqual(["lost", "restored"]);
    await append(opened.store, ["a"]);
    expect(carried((await reading) ?? [])).toEqual(["a"]);
  }, 40_000);

  it("without a word is noticed by a command, which goes on with a new one", async () => {
    const opened = await open({ url: proxy.url, replyTimeoutMs: 200 });
    proxy.treatOpen("black_hole");
    await append(opened.store, ["a"]);
    expect(carried(await everything(opened.store, WORK.stream))).toEqual(["a"]);
    await expect.poll(kinds).toEqual(["lost", "restored"]);
  });

  it("without a word does not keep an aborted read, or a closing store", async () => {
    const opened = await open({ url: proxy.url, replyTimeoutMs: 200 });
    const abort = new AbortController();
    const [first] = await blockedRead(opened, abort.signal);
    proxy.mode = "black_hole";
    proxy.treatOpen("black_hole");
    abort.abort();
    expect(await first).toEqual([]);
    const second = opened.store.read(BLOCKED);
    await opened.close();
    expect(await second).toEqual([]);
  });

  it("does not outlive the store: closing one leaves none behind", async () => {
    const opened = await open();
    // One reader is idle when the store is closed, another one blocked.
    const [[blocked]] = await Promise.all([
      blockedRead(opened),
      opened.store.read({ ...BLOCKED, consumer: "two", blockMs: 20 }),
    ]);
    expect(await clientsOf("handoff:reader", /./)).toHaveLength(2);
    await opened.close();
    expect(await blocked).toEqual([]);
    expect(await clientsOf("handoff:commands", /./)).toEqual([]);
    expect(await clientsOf("handoff:reader", /./)).toEqual([]);
    expect(events).toEqual([]);
  });

  it("prints no warning, however many operations it was under way with", async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on("warning", hear);
    const { store } = await open({ url: proxy.url });
    proxy.treatOpen("black_hole");
    const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`);
    const appending = Promise.all(texts.map((text) => append(store, [text])));
    // Until all of them have been sent.
    await setImmediate();
    proxy.cut();
    await appending;
    process.off("warning", hear);
    expect(carried(await everything(store, WORK.stream)).sort()).toEqual(texts.sort());
    expect(warnings).toEqual([]);
  });
});
