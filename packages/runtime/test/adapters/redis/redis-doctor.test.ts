import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import { openRedisStore, type RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { DiagnosisOptions } from "../../../src/adapters/redis/redis-doctor.js";
import { readServerFacts } from "../../../src/adapters/redis/server-facts.js";
import { judgeServer } from "../../../src/adapters/redis/server-judgement.js";
import type { BreakerState } from "../../../src/ports/breaker-state.js";
import { createRuntime } from "../../../src/create-runtime.js";
import { labTopology, passOn, Reviewer } from "../../lab.js";
import { type RedisPlace, redisPlace } from "../../redis-fixture.js";

const GROUP = { stream: "results", group: "reviewing_agents" };
const SETTINGS = ["APPEND_ONLY_OFF", "APPEND_ONLY_FAILING", "EVICTION", "CLOCK_SKEW", "SETTINGS_UNKNOWN"];

describe("the doctor, on streams and groups", () => {
  let server: RedisServer;
  let place: RedisPlace;
  let opened: RedisStore;
  beforeAll(async () => {
    server = await startRedisServer({ args: ["--appendonly", "yes"] });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    place = await redisPlace(server.url);
    opened = await place.open();
  });
  afterEach(() => place.dispose());

  const diagnosed = async (options: Partial<DiagnosisOptions> = {}) =>
    opened.diagnose({ topology: labTopology, watchMs: 1, ...options });
  const found = async (options: Partial<DiagnosisOptions> = {}) =>
    (await diagnosed(options)).map(({ code, subject }) => `${code} ${subject}`);
  const createGroups = () =>
    opened.store.ensureGroups(labTopology.groups.map((group) => ({ ...group, startFrom: "0" })));
  const add = (eventId: string) => opened.store.append({ stream: "results", fields: { name: eventId }, eventId });
  const read = (consumer: string, count = 1) => opened.store.read({ ...GROUP, consumer, count, blockMs: 0 });

  it("finds nothing where all is well", async () => {
    await createGroups();
    await add("a");
    await read("one");
    await opened.states.register("Reviewer", 1);
    expect(await diagnosed()).toEqual([]);
  });

  it("finds the groups that are missing, and says who creates them", async () => {
    await opened.store.ensureGroups([{ ...GROUP, startFrom: "$" }]);
    expect(await diagnosed()).toEqual([
      {
        code: "GROUP_MISSING",
        severity: "fault",
        subject: "reviews/archiving_agents",
        what: "Group archiving_agents of reviews does not exist.",
        remedy: "Run Archive, which creates it: at new entries, or at the first one with --start-from 0.",
      },
    ]);
  });

  it("finds keys of a wrong type, and looks at the others all the same", async () => {
    await place.redis.set(`${place.keyPrefix}reviews`, "mine");
    await place.redis.set(`${place.keyPrefix}handoff:agents`, "mine");
    expect(await found()).toEqual([
      `KEY_WRONG_TYPE ${place.keyPrefix}reviews`,
      `KEY_WRONG_TYPE ${place.keyPrefix}handoff:agents`,
      "GROUP_MISSING results/reviewing_agents",
    ]);
  });

  it("finds a group that nobody reads", async () => {
    await createGroups();
    await add("a");
    expect(await found()).toEqual(["GROUP_STUCK results/reviewing_agents"]);
    await read("one");
    expect(await found()).toEqual([]);
  });

  it("finds a group whose consumers are dead, and who holds what", async () => {
    await createGroups();
    for (const id of ["a", "b", "c"]) await add(id);
    await read("gone:1:a", 2);
    // A consumer has been idle for some milliseconds as soon as anything else has happened.
    const dead = async () => diagnosed({ deadAfterMs: 0, watchMs: 20 });
    const [stuck, held] = await dead();
    expect(stuck).toMatchObject({ code: "GROUP_STUCK", what: expect.stringContaining("1 entries wait") });
    expect(held).toMatchObject({
      code: "CONSUMER_DEAD",
      what: "2 entries are held by consumers that were not seen for 0 s: gone:1:a.",
    });
    expect(await dead()).toHaveLength(2);
  });

  it("finds one dead consumer among the living", async () => {
    await createGroups();
    await add("a");
    await read("gone:1:a");
    const idle = async (): Promise<unknown> =>
      ((await place.redis.xinfo("CONSUMERS", `${place.keyPrefix}results`, GROUP.group)) as unknown[][])[0]?.[5];
    await expect.poll(idle, { timeout: 20_000 }).toBeGreaterThan(3_000);
    await add("b");
    await read("here:2:b");
    expect(await found({ deadAfterMs: 3_000, watchMs: 0 })).toEqual(["CONSUMER_DEAD results/reviewing_agents"]);
  });

  it("finds a group that falls behind, and none that does not", async () => {
    await createGroups();
    await add("first");
    await read("one");
    let adding = true;
    const producer = (async () => {
      for (let count = 0; adding; count++) await add(`more ${String(count)}`);
    })();
    expect(await found({ watchMs: 1_000 })).toEqual(["LAG_GROWING results/reviewing_agents"]);
    // Not watched, nothing can be said of it.
    expect(await found({ watchMs: 0 })).toEqual([]);
    adding = false;
    await producer;
    expect(await found({ watchMs: 100 })).toEqual([]);
  });

  it("finds a breaker that keeps its agent from reading, and none that lets a probe through", async () => {
    await createGroups();
    const keep = (breaker: BreakerState) => opened.states.keepBreaker("Reviewer", breaker);
    await keep({ kind: "open", until: Date.now() + 60_000, openings: 1 });
    expect(await found()).toEqual(["BREAKER_OPEN Reviewer"]);
    await keep({ kind: "isolated" });
    expect(await diagnosed()).toMatchObject([{ what: expect.stringContaining("held open by hand") }]);
    await keep({ kind: "open", until: Date.now() - 1, openings: 1 });
    expect(await found()).toEqual([]);
    await keep({ kind: "half_open", openings: 1 });
    expect(await found()).toEqual([]);
  });

  it("leaves everything as it was", async () => {
    await createGroups();
    await add("a");
    await read("one");
    const before = await opened.store.inspect(["results", "reviews", labTopology.deadLetterStream]);
    await diagnosed();
    expect(await opened.store.inspect(["results", "reviews", labTopology.deadLetterStream])).toEqual(before);
  });

  it("finds a clock that differs from the server's", async () => {
    const slow = await readServerFacts(place.redis, () => Date.now() - 90_000);
    expect(judgeServer(slow)).toMatchObject([
      {
        code: "CLOCK_SKEW",
        what: expect.stringMatching(/^The server's clock is (89|90)\.\d s ahead of this machine's/),
      },
    ]);
    expect(judgeServer(await readServerFacts(place.redis, () => Date.now()))).toEqual([]);
  });
});

describe("a server's settings", () => {
  const settings = async (args: readonly string[]): Promise<string[]> => {
    const server = await startRedisServer({ args });
    const { store, close } = await openRedisStore({ url: server.url });
    const findings = await store.examine();
    await close();
    await server.stop();
    return findings.map(({ code }) => code).filter((code) => SETTINGS.includes(code));
  };

  it.each([
    [["--appendonly", "yes"], []],
    [["--appendonly", "no"], ["APPEND_ONLY_OFF"]],
    [["--appendonly", "yes", "--maxmemory-policy", "allkeys-lru"], ["EVICTION"]],
    [["--appendonly", "yes", "--maxmemory-policy", "volatile-lru", "--maxmemory", "1gb"], ["EVICTION"]],
    [
      ["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"],
      ["APPEND_ONLY_OFF", "EVICTION"],
    ],
  ])("%j: %j", async (args, found) => {
    expect(await settings(args)).toEqual(found);
  });

  it("are told once when a runtime starts, however many agents it runs", async () => {
    const server = await startRedisServer({ args: ["--maxmemory-policy", "allkeys-lru"] });
    const { store, states, close } = await openRedisStore({ url: server.url });
    const lines: unknown[] = [];
    const runtime = createRuntime({
      topology: labTopology,
      agents: [new Reviewer(passOn)],
      store,
      states,
      log: (level, _message, fields = {}) => "finding" in fields && lines.push([level, fields["finding"]]),
    });
    await runtime.start();
    await runtime.stop();
    await close();
    await server.stop();
    expect(lines).toEqual([
      ["warning", "APPEND_ONLY_OFF"],
      ["warning", "EVICTION"],
    ]);
  });
});

describe("a user who may not ask", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer({ args: ["--appendonly", "no"] });
    const admin = new Redis(server.url);
    await admin.call("ACL", "SETUSER", "agent", "on", ">pw", "~*", "+@all", "-info", "-config", "-time", "-@dangerous");
    await admin.call("ACL", "SETUSER", "blind", "on", ">pw", "~other:*", "+@all", "-info", "-time");
    admin.disconnect();
  });
  afterAll(() => server.stop());

  const findingsOf = async (user: string) => {
    const { diagnose, close } = await openRedisStore({ url: server.url.replace("//", `//${user}:pw@`) });
    const findings = await diagnose({ topology: labTopology, watchMs: 1 });
    await close();
    return findings.filter(({ code }) => code !== "GROUP_MISSING").map(({ code, severity }) => [severity, code]);
  };

  it("works, and is told that settings and time are unknown", async () => {
    expect(await findingsOf("agent")).toEqual([
      ["unknown", "SETTINGS_UNKNOWN"],
      ["unknown", "SETTINGS_UNKNOWN"],
    ]);
  });

  it("is never told by printing", async () => {
    const print = vi.spyOn(console, "warn");
    await findingsOf("agent");
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });

  it("is told that the streams are unknown where they are", async () => {
    expect(await findingsOf("blind")).toContainEqual(["unknown", "STREAMS_UNKNOWN"]);
  });
});

describe("a server that is too old", () => {
  let server: RedisServer;
  let older: Server;
  beforeAll(async () => {
    server = await startRedisServer();
    // The server there is, but for the version that it says it has: as long as before, for the length goes ahead of it.
    older = createServer((near) => {
      const far = connect(server.port, "127.0.0.1");
      near.pipe(far);
      far.on("data", (chunk) => {
        near.write(Buffer.from(chunk.toString("latin1").replace(/((?:redis|valkey)_version:)\d/g, "$16"), "latin1"));
      });
      for (const socket of [near, far]) {
        socket.on("error", () => undefined);
        socket.on("close", () => {
          near.destroy();
          far.destroy();
        });
      }
    }).listen(0, "127.0.0.1");
    await once(older, "listening");
  });
  afterAll(async () => {
    older.close();
    await server.stop();
  });

  it("is refused with what to run instead", async () => {
    const address = older.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const url = `redis://127.0.0.1:${String(port)}`;
    await expect(openRedisStore({ url })).rejects.toMatchObject({
      code: "STORE_UNSUPPORTED",
      message: expect.stringMatching(
        /^STORE_UNSUPPORTED: redis:\/\/\S+ is (Redis|Valkey) 6\.\S+ Run Redis 7\.0 or later/,
      ),
    });
    const admin = new Redis(server.url);
    const left = async () => String(await admin.client("LIST")).includes("handoff:commands");
    await expect.poll(left).toBe(false);
    admin.disconnect();
  });
});
