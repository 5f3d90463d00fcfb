import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import { openRedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { RedisStoreOptions } from "../../../src/adapters/redis/redis-store-options.js";
import { parseRedisUrl } from "../../../src/adapters/redis/redis-url.js";
import { storeError } from "../../../src/adapters/redis/redis-errors.js";
import { HandoffError } from "../../../src/errors.js";

async function failureOf(options: RedisStoreOptions): Promise<HandoffError> {
  const outcome = await openRedisStore(options).then(
    (opened) => opened.close(),
    (error: unknown) => error,
  );
  if (!(outcome instanceof HandoffError)) throw new Error(`Expected a HandoffError, got ${String(outcome)}.`);
  return outcome;
}

/** Everything a log might print of an error. */
function printed(error: HandoffError): string {
  return inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
}

describe("opening a Redis store", () => {
  let guarded: RedisServer;
  let open: RedisServer;
  let silent: Server;

  beforeAll(async () => {
    guarded = await startRedisServer({ args: ["--requirepass", "s3cret"] });
    open = await startRedisServer();
    silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
  });
  afterAll(async () => {
    await guarded.stop();
    await open.stop();
    silent.close();
  });

  it("lets in who has the password", async () => {
    const opened = await openRedisStore({ url: guarded.url.replace("//", "//default:s3cret@") });
    expect(await opened.store.range({ stream: "work", from: "-", to: "+", count: 1 })).toEqual([]);
    await opened.close();
  });

  it.each(["", ":wr0ng@", "nobody:wr0ng@"])(
    "refuses the credentials %j and does not repeat them",
    async (credentials) => {
      const failure = await failureOf({ url: guarded.url.replace("//", `//${credentials}`) });
      expect(failure.message).toMatch(
        /^STORE_UNAVAILABLE: redis:\/\/127\.0\.0\.1:\d+ denies access \(.+\)\. Give .+\.$/,
      );
      expect(printed(failure)).not.toMatch(/wr0ng|nobody/);
    },
  );

  it("names an address that cannot be reached, without the credentials", async () => {
    const failure = await failureOf({ url: "redis://user:s3cret@127.0.0.1:1/0" });
    expect(failure.message).toMatch(
      /^STORE_UNAVAILABLE: redis:\/\/127\.0\.0\.1:1\/0 cannot be reached \(.*ECONNREFUSED/,
    );
    expect(printed(failure)).not.toContain("s3cret");
  });

  it("names a host that does not exist", async () => {
    const failure = await failureOf({ url: "redis://nowhere.invalid:6379" });
    expect(failure.message).toMatch(/^STORE_UNAVAILABLE: redis:\/\/nowhere\.invalid:6379 cannot be reached/);
  });

  it("gives up on a server that says nothing", async () => {
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const failure = await failureOf({ url: `redis://127.0.0.1:${port}`, connectTimeoutMs: 100 });
    expect(failure.message).toMatch(/^STORE_UNAVAILABLE: .+ cannot be reached \(no reply within 100 ms\)/);
  });

  it("refuses a database that does not exist, rather than use another one", async () => {
    const failure = await failureOf({ url: `${open.url}/99` });
    expect(failure).toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining("index is out of range"),
    });
  });

  it("keeps to the database of the URL", async () => {
    const opened = await openRedisStore({ url: `${open.url}/5` });
    await opened.store.append({ stream: "only_here", fields: { name: "a" }, eventId: "a" });
    await opened.close();
    const elsewhere = await openRedisStore({ url: open.url });
    expect(await elsewhere.store.inspect(["only_here"])).toMatchObject([{ length: 0 }]);
    await elsewhere.close();
  });

  it("refuses a replica", async () => {
    const replica = await startRedisServer({ args: ["--replicaof", `127.0.0.1 ${open.port}`] });
    try {
      const failure = await failureOf({ url: replica.url });
      expect(failure).toMatchObject({
        code: "STORE_UNAVAILABLE",
        message: expect.stringContaining("URL of the primary"),
      });
    } finally {
      await replica.stop();
    }
  });

  it("opens on a server that is loading its data, and waits with the first operation", async () => {
    const folder = await mkdtemp(join(tmpdir(), "handoff-loading-"));
    const slowly = ["--key-load-delay", "3000", "--loading-process-events-interval-bytes", "1024"];
    const args = ["--rdbcompression", "no", ...slowly];
    const { port, url, stop } = await startRedisServer({ folder, args });
    const admin = new Redis(url, { enableReadyCheck: false, retryStrategy: () => 20 });
    admin.on("error", () => undefined);
    for (let count = 0; count < 300; count++) await admin.set(`key ${String(count)}`, "x".repeat(100));
    await admin.save();
    await stop();
    const starting = startRedisServer({ folder, port, args });
    const loading = (): Promise<boolean> =>
      admin.info("persistence").then(
        (info) => info.includes("loading:1"),
        () => false,
      );
    await expect.poll(loading, { timeout: 10_000 }).toBe(true);
    const opened = await openRedisStore({ url, patienceMs: 20_000 });
    expect(await opened.run((client) => client.exists("key 299"))).toBe(1);
    await opened.close();
    admin.disconnect();
    await (await starting).stop();
    await rm(folder, { recursive: true });
  });

  it.each(["connectTimeoutMs", "replyTimeoutMs", "patienceMs", "seenLimit", "lineageRetentionMs"])(
    "refuses %s that is no whole number from 1",
    async (name) => {
      for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        const failure = await failureOf({ url: open.url, [name]: value });
        expect(failure.message).toBe(`OPTION_INVALID: ${name} is ${value}. Give a whole number from 1.`);
      }
    },
  );

  it("prints nothing", async () => {
    const prints = (["log", "warn", "error"] as const).map((level) => vi.spyOn(console, level));
    await failureOf({ url: guarded.url });
    await failureOf({ url: "redis://127.0.0.1:1" });
    for (const print of prints) expect(print).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe("what a server says", () => {
  const target = parseRedisUrl("redis://lab-agent:s3cret@localhost");

  it.each([
    "NOPERM User lab-agent has no permissions to run the 'xadd' command",
    "ERR AUTH <password> called with s3cret",
  ])("is told without credentials: %s", (text) => {
    const failure = storeError(
      Object.assign(new Error(text), { name: "ReplyError", command: { args: ["s3cret"] } }),
      target,
      "x",
    );
    expect(failure.message).toContain("***");
    expect(printed(failure)).not.toMatch(/lab-agent|s3cret/);
  });
});

describe("the URL of a Redis", () => {
  it.each([
    ["redis://localhost", { host: "localhost", port: 6379, database: 0, tls: false }],
    ["redis://localhost:7000/3", { host: "localhost", port: 7000, database: 3, tls: false }],
    ["redis://localhost/", { host: "localhost", port: 6379, database: 0, tls: false }],
    ["rediss://[::1]:7000", { host: "::1", port: 7000, database: 0, tls: true }],
    ["redis://:p%40ss@h", { host: "h", port: 6379, database: 0, tls: false, password: "p@ss" }],
    ["redis://me:p%2Fw@h:1", { host: "h", port: 1, database: 0, tls: false, username: "me", password: "p/w" }],
  ])("%s is understood", (url, target) => {
    expect(parseRedisUrl(url)).toEqual({ ...target, display: url.replace(/\/\/.*@/, "//") });
  });

  it.each([
    ["localhost:6379", "localhost:6379"],
    ["http://localhost", "http://localhost"],
    ["redis://", "redis://"],
    ["", ""],
    ["redis://localhost:99999", "redis://localhost:99999"],
    ["redis://localhost/db", "redis://localhost/db"],
    ["redis://user:s3cret@localhost/db", "redis://localhost/db"],
    ["redis://user:s3/cret@localhost", "redis://localhost"],
    ["redis://user:s3#cret@localhost", "redis://localhost"],
    ["redis://user:s3@cret@local host", "redis://local host"],
    ["redis://user:s3%cret@localhost", "redis://localhost"],
    ["user:s3cret@localhost", "localhost"],
    ["redis://localhost?password=s3cret", "redis://localhost"],
    ["redis://localhost#s3cret", "redis://localhost"],
  ])("%j is refused and shown as %j", (url, shown) => {
    expect(() => parseRedisUrl(url)).toThrow(
      `OPTION_INVALID: url is ${JSON.stringify(shown)} (credentials left out). Give`,
    );
  });
});
