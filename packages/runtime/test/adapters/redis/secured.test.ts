import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { FieldName } from "@handoff/contracts";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Certificates, makeCertificates } from "../../../../../test/setup/certificates.js";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import { openRedisStore, type RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { RedisStoreOptions } from "../../../src/adapters/redis/redis-store-options.js";
import { createRuntime } from "../../../src/create-runtime.js";
import type { RuntimeEvent } from "../../../src/observability/runtime-event.js";
import { labTopology, passOn, resultFields, Reviewer } from "../../lab.js";
import * as LabField from "../../lab-field.js";

const USER = "lab-agent";
const PASSWORD = "p@ss/w:rd#1";
/** What the documentation gives a user of the runtime. */
const RULES = ["~lab:*", "+@all", "-@dangerous", "+info", "+role"];

const keyOf = (stream: string): string => `lab:${stream}`;

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("a Redis behind TLS, with users of its own", () => {
  let folder: string;
  let certificates: Certificates;
  let server: RedisServer;
  let admin: Redis;
  let address: string;
  let tls: NonNullable<RedisStoreOptions["tls"]>;
  let opened: RedisStore[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "handoff-tls-"));
    certificates = await makeCertificates(folder);
    const port = await freePort();
    address = `127.0.0.1:${String(port)}`;
    const { ca, server: own, client } = certificates;
    const args = ["--tls-port", String(port), "--tls-cert-file", own.cert, "--tls-key-file", own.key];
    server = await startRedisServer({ args: [...args, "--tls-ca-cert-file", ca, "--tls-auth-clients", "yes"] });
    admin = new Redis(server.url);
    tls = { ca: await readFile(ca), cert: await readFile(client.cert), key: await readFile(client.key) };
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    opened = [];
    await admin.flushall();
    await admin.call("ACL", "SETUSER", USER, "reset", "on", `>${PASSWORD}`, ...RULES);
  });
  afterEach(() => Promise.all(opened.map((store) => store.close())));

  const urlOf = (password = PASSWORD): string => `rediss://${USER}:${encodeURIComponent(password)}@${address}`;
  const open = async (options: Partial<RedisStoreOptions> = {}): Promise<RedisStore> => {
    const store = await openRedisStore({ url: urlOf(), keyPrefix: "lab:", tls, patienceMs: 500, ...options });
    opened.push(store);
    return store;
  };
  const failureOf = (options: Partial<RedisStoreOptions>): Promise<unknown> =>
    open(options).catch((error: unknown) => error);
  const secretsIn = (value: unknown): string[] => {
    const text =
      typeof value === "string" ? value : inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true });
    return [USER, PASSWORD, encodeURIComponent(PASSWORD), "PRIVATE KEY"].filter((secret) => text.includes(secret));
  };

  it("is worked on by a user with the documented rights and no more", async () => {
    const { store, states, diagnose } = await open();
    const events: RuntimeEvent[] = [];
    const lines: unknown[] = [];
    const sorting = new Reviewer((event, traceId, context) => {
      if (event[FieldName.DATA][LabField.SAMPLE] === "bad") throw new Error("out of reagent");
      return passOn(event, traceId, context);
    });
    const runtime = createRuntime({
      topology: labTopology,
      agents: [sorting],
      store,
      states,
      startFrom: "0",
      limits: { retries: 1, backoffInitialMs: 1 },
      observe: (event) => events.push(event),
      log: (...line) => lines.push(line),
    });
    for (const name of ["a", "bad", "b"]) {
      await store.append({ stream: "results", fields: resultFields(name), eventId: name });
    }
    await runtime.start();
    await expect.poll(() => events.filter(({ kind }) => kind === "dead_lettered").length, { timeout: 10_000 }).toBe(1);
    await runtime.stop();
    expect(events.filter(({ kind }) => kind === "handed_off")).toHaveLength(2);
    expect(events.filter(({ kind }) => kind === "store_lost")).toEqual([]);
    expect(
      (await diagnose({ topology: labTopology, watchMs: 1 })).filter(({ severity }) => severity === "unknown"),
    ).toEqual([]);
    expect(secretsIn(lines)).toEqual([]);
  });

  it.each([
    ["a password that is wrong", () => ({ url: urlOf("n0t-it") }), /denies access/],
    ["an authority that nobody vouches for", () => ({ tls: {} }), /do not trust each other/],
    ["no certificate of one's own", () => ({ tls: { ca: tls.ca ?? "" } }), /do not trust each other|cannot be reached/],
  ] as const)("says what is wrong with %s, and no secret", async (_name, options, said) => {
    const failure = await failureOf(options());
    expect(failure).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringMatching(said) });
    expect(secretsIn(failure)).toEqual([]);
    expect(inspect(failure)).not.toContain("n0t-it");
  });

  it("does not answer a plain URL, which says no secret either", async () => {
    const url = urlOf().replace("rediss", "redis");
    const failure: unknown = await openRedisStore({ url, connectTimeoutMs: 1_000 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("cannot be reached") });
    expect(secretsIn(failure)).toEqual([]);
  });

  it("is not asked with certificates over a plain connection", async () => {
    expect(await failureOf({ url: server.url })).toMatchObject({ code: "OPTION_INVALID" });
  });

  it("takes a user's rights away and gives them back: said once, without secrets, and nothing is lost", async () => {
    const { store, states } = await open();
    const events: RuntimeEvent[] = [];
    const lines: unknown[] = [];
    const runtime = createRuntime({
      topology: labTopology,
      agents: [new Reviewer(passOn)],
      store,
      states,
      startFrom: "0",
      limits: { blockMs: 50, claimIntervalMs: 50, leaseMs: 1_000, backoffMaxMs: 1_000 },
      observe: (event) => events.push(event),
      log: (...line) => lines.push(line),
    });
    await runtime.start();
    const add = async (name: string): Promise<void> => {
      await admin.xadd(keyOf("results"), "*", ...Object.entries(resultFields(name)).flat());
    };
    const done = (): number => events.filter(({ kind }) => kind === "handed_off").length;
    await add("before");
    await expect.poll(done, { timeout: 10_000 }).toBe(1);
    // Another password, and every connection of the user broken: it cannot come in again.
    await admin.call("ACL", "SETUSER", USER, "resetpass", ">another");
    await admin.call("CLIENT", "KILL", "USER", USER);
    await add("meanwhile");
    await expect.poll(() => events.filter(({ kind }) => kind === "store_lost").length, { timeout: 10_000 }).toBe(1);
    await admin.call("ACL", "SETUSER", USER, `>${PASSWORD}`);
    await add("after");
    await expect.poll(done, { timeout: 20_000 }).toBe(3);
    // A right that is missing is refused by the server, on a connection that goes on.
    await admin.call("ACL", "SETUSER", USER, "-xadd");
    await add("refused");
    await expect.poll(() => events.filter(({ kind }) => kind === "store_lost").length, { timeout: 10_000 }).toBe(2);
    await admin.call("ACL", "SETUSER", USER, "+xadd");
    await expect.poll(done, { timeout: 20_000 }).toBe(4);
    await runtime.stop();
    expect(await admin.xlen(keyOf("reviews"))).toBe(4);
    expect(lines.length).toBeLessThan(20);
    expect(secretsIn(lines)).toEqual([]);
    expect(secretsIn(events)).toEqual([]);
  });
});
