import { Stream } from "@handoff/contracts";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANDLES, handoff, startHandoff } from "./command.js";
import { type RedisServer, startRedisServer } from "./setup/redis-server.js";

const RUN = ["run", "--candles", CANDLES, "--symbol", "URTH"];

describe("handoff run on a Redis with a replica", { timeout: 60_000 }, () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let admin: Redis;
  let onReplica: Redis;

  beforeAll(async () => {
    // A replica is served at once, not after a wait for others.
    primary = await startRedisServer({ args: ["--repl-diskless-sync-delay", "0"] });
    replica = await startRedisServer({ args: ["--replicaof", `127.0.0.1 ${String(primary.port)}`] });
    admin = new Redis(primary.url);
    onReplica = new Redis(replica.url);
    expect(await admin.wait(1, 20_000)).toBe(1);
  });
  afterAll(async () => {
    admin.disconnect();
    onReplica.disconnect();
    await Promise.all([primary.stop(), replica.stop()]);
  });

  /** How often the primary was told to wait for replicas. */
  async function waits(): Promise<number> {
    const [, calls = "0"] = /cmdstat_wait:calls=(\d+)/.exec(await admin.info("commandstats")) ?? [];
    return Number(calls);
  }

  it("waits for the replica where it is told to, and not where it is not", async () => {
    const before = await waits();
    const quiet = ["--log-level", "error", "--redis", primary.url];
    expect((await handoff(...RUN, ...quiet, "--key-prefix", "alone:")).code).toBe(0);
    expect(await waits()).toBe(before);
    const ran = await handoff(...RUN, ...quiet, "--replicas", "1", "--replicas-within", "2000");
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
    const signals = await onReplica.xlen(Stream.SIGNALS);
    expect(signals).toBeGreaterThan(100);
    expect((await waits()) - before).toBeGreaterThanOrEqual(signals);
  });

  it("accepts nothing before as many replicas have it as it is told, and says so", async () => {
    const where = ["--redis", primary.url, "--key-prefix", "short:"];
    const running = startHandoff(...RUN, ...where, "--replicas", "2", "--replicas-within", "50");
    try {
      expect(await running.says("replicas have the event")).toContain("1 of the 2 replicas have the event after 50 ms");
    } finally {
      expect(await running.end("SIGTERM")).not.toBe(0);
    }
    expect(await admin.xlen(`short:${Stream.SIGNALS}`)).toBe(1);
  });

  it.each([
    ["--replicas 0", "OPTION_INVALID: replicas.atLeast is 0. Give a whole number from 1"],
    ["--replicas 1 --replicas-within 0", "OPTION_INVALID: replicas.withinMs is 0. Give a whole number from 1"],
    [
      "--replicas 1 --replicas-within 3000",
      "OPTION_INVALID: replicas.withinMs is 3000. Give a whole number from 1, less",
    ],
    ["--replicas one", "'--replicas <count>' argument 'one' is invalid."],
  ])("%s is refused", async (options, said) => {
    const { code, stderr } = await handoff(...RUN, "--redis", primary.url, ...options.split(" "));
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
