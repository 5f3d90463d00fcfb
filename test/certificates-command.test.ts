import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANDLES, handoff } from "./command.js";
import { type Certificates, makeCertificates } from "./setup/certificates.js";
import { freePort, type RedisServer, startRedisServer } from "./setup/redis-server.js";

const RUN = ["run", "--candles", CANDLES, "--symbol", "URTH", "--log-level", "error"];
const LOOKING = [["status"], ["streams"], ["doctor", "--watch", "0"], ["dlq", "list"]];

describe("the command, on a Redis that wants to see certificates", () => {
  let folder: string;
  let files: Certificates;
  let server: RedisServer;
  let there: readonly string[];
  let options: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "handoff-certificates-"));
    files = await makeCertificates(folder);
    await writeFile(join(folder, "words"), "no certificate\n");
    const port = String(await freePort());
    const { ca, server: own, client } = files;
    const tls = ["--tls-port", port, "--tls-cert-file", own.cert, "--tls-key-file", own.key, "--tls-ca-cert-file", ca];
    server = await startRedisServer({ args: [...tls, "--tls-auth-clients", "yes", "--appendonly", "yes"] });
    there = ["--redis", `rediss://127.0.0.1:${port}`];
    options = [...there, "--redis-ca", ca, "--redis-cert", client.cert, "--redis-key", client.key];
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it("runs the chain and looks at it with files that say who is who", async () => {
    const ran = await handoff(...RUN, "--json", ...options);
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
    const { lineage } = JSON.parse(ran.stdout) as { lineage: { ancestors: { traceId: string }[] } };
    for (const args of [...LOOKING, ["trace", lineage.ancestors.at(-1)?.traceId ?? ""]]) {
      const { code, stderr } = await handoff(...args, ...options);
      expect({ args, code, stderr }).toMatchObject({ args, code: 0 });
    }
  });

  it("is not let in without its own certificate, and does not trust without the authority", async () => {
    const unknown = await handoff("status", ...there, "--redis-ca", files.ca);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("STORE_UNAVAILABLE: rediss://")]);
    const untrusted = await handoff("status", ...there);
    expect([untrusted.code, untrusted.stderr]).toEqual([2, expect.stringContaining("STORE_UNAVAILABLE: rediss://")]);
  });

  it.each([
    ["--redis-ca nothing", /redis-ca is "nothing", which cannot be read \(ENOENT\)\. Give a file with a certificate/],
    ["--redis-ca words", /redis-ca is "words", which is not a certificate in PEM/],
    ["--redis-cert words --redis-key client.key", /redis-cert is "words", which is not a certificate in PEM/],
    ["--redis-cert client.crt --redis-key words", /redis-key is "words", which is not a private key in PEM/],
    ["--redis-cert client.crt", /redis-cert is "client\.crt", and redis-key is not given\. Give both/],
    ["--redis-key client.key", /redis-key is "client\.key", and redis-cert is not given\. Give both/],
    [
      "--redis-cert client.crt --redis-key server.key",
      /redis-key is "server\.key", which is not the key of redis-cert "client\.crt"/,
    ],
  ])("%s is refused before anything is asked", async (text, said) => {
    const inFolder = text.split(" ").map((word) => (word.startsWith("--") ? word : join(folder, word)));
    for (const args of [["status"], RUN]) {
      const { code, stderr } = await handoff(...args, ...there, ...inFolder);
      expect([code, stderr.replaceAll(`${folder}/`, "")]).toEqual([2, expect.stringMatching(said)]);
      expect(stderr).toContain("handoff: OPTION_INVALID: ");
    }
  });

  it("says that certificates are for rediss://", async () => {
    const { code, stderr } = await handoff("status", "--redis", server.url, "--redis-ca", files.ca);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`tls is given for ${server.url}. Give a rediss:// URL.`),
    ]);
  });
});
