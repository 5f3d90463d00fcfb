import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANDLES, ended, type Ended, HANDOFF } from "./command.js";
import { makeCertificates } from "./setup/certificates.js";
import { type RedisServer, startRedisServer } from "./setup/redis-server.js";

const USER = "trading-desk";
/** A user whom the server tells nothing of itself. */
const VISITOR = "desk-visitor";
const PASSWORD = "c0rrect/horse:battery";

describe("the command, on a Redis with TLS, a user and a password", () => {
  let folder: string;
  let server: RedisServer;
  let address: string;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "handoff-tls-"));
    const { ca, server: own } = await makeCertificates(folder);
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const place = listener.address();
    const port = typeof place === "object" && place !== null ? String(place.port) : "";
    listener.close();
    const tls = ["--tls-port", port, "--tls-cert-file", own.cert, "--tls-key-file", own.key, "--tls-ca-cert-file", ca];
    server = await startRedisServer({ args: [...tls, "--tls-auth-clients", "no", "--appendonly", "yes"] });
    const admin = new Redis(server.url);
    await admin.call("ACL", "SETUSER", USER, "on", `>${PASSWORD}`, "~desk:*", "+@all", "-@dangerous", "+info", "+role");
    await admin.call(
      "ACL",
      "SETUSER",
      VISITOR,
      "on",
      `>${PASSWORD}`,
      "~desk:*",
      "+@all",
      "-@dangerous",
      "-time",
      "+role",
    );
    admin.disconnect();
    address = `127.0.0.1:${port}`;
    env = { NODE_EXTRA_CA_CERTS: ca };
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const command = (password: string, ...args: readonly string[]): Promise<Ended> => as(USER, password, ...args);
  const as = (user: string, password: string, ...args: readonly string[]): Promise<Ended> => {
    const url = `rediss://${user}:${encodeURIComponent(password)}@${address}`;
    return ended(HANDOFF, [...args, "--redis", url, "--key-prefix", "desk:"], { env });
  };
  const secretsIn = ({ stdout, stderr }: Ended): string[] =>
    [USER, PASSWORD, encodeURIComponent(PASSWORD), "wr0ng"].filter((secret) => `${stdout}${stderr}`.includes(secret));

  it("runs the whole chain and looks at it, and prints no secret at any level", async () => {
    const run = ["run", "--candles", CANDLES, "--symbol", "URTH", "--log-level", "debug", "--metrics-port", "0"];
    for (const args of [run, ["status"], ["dlq", "list"], ["doctor", "--watch", "0"]]) {
      const outcome = await command(PASSWORD, ...args);
      expect({ args, code: outcome.code }).toEqual({ args, code: 0 });
      expect(secretsIn(outcome)).toEqual([]);
    }
  });

  it("says what a user may not ask for, which is no fault", async () => {
    const outcome = await as(VISITOR, PASSWORD, "doctor", "--watch", "0");
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/^SETTINGS_UNKNOWN: .*\(INFO\)\.\n {2}Allow.*\nSETTINGS_UNKNOWN: .*\(TIME\)\.\n/);
    expect(outcome.stderr).toBe("");
  });

  it("is not let in with another password, and prints neither", async () => {
    const outcome = await command("wr0ng", "status");
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(`rediss://${address} denies access`);
    expect(secretsIn(outcome)).toEqual([]);
  });

  it("does not trust a server that nobody vouches for, and says what to do", async () => {
    env = {};
    const outcome = await command(PASSWORD, "status");
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain("NODE_EXTRA_CA_CERTS");
    expect(secretsIn(outcome)).toEqual([]);
  });
});
