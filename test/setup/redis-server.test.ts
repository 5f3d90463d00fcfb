import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { startRedisServer } from "./redis-server.js";

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a Redis server of a test's own", () => {
  it("answers, keeps nothing, and is gone when it is stopped", async () => {
    const server = await startRedisServer();
    const client = new Redis(server.url);
    expect(await client.config("GET", "appendonly")).toEqual(["appendonly", "no"]);
    expect(await client.config("GET", "save")).toEqual(["save", ""]);
    const [, folder = ""] = await client.config("GET", "dir");
    expect(await client.info("server")).toContain(`process_id:${server.pid}`);
    client.disconnect();
    await server.stop();
    await server.stop();
    expect(runs(server.pid)).toBe(false);
    await expect(access(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("tells why it does not start", async () => {
    const server = await startRedisServer();
    await expect(startRedisServer({ port: server.port })).rejects.toThrow(/did not start[\s\S]+in use/);
    await expect(startRedisServer({ args: ["--no-such-setting"] })).rejects.toThrow(/did not start/);
    await server.stop();
  });

  it("does not outlive the process that started it, however that ends", async () => {
    const folder = await mkdtemp(join(tmpdir(), "handoff-starter-"));
    const module = new URL("../../scripts/redis-server.js", import.meta.url).href;
    const starter = `import { startRedisServer } from ${JSON.stringify(module)};
      console.log((await startRedisServer({ folder: ${JSON.stringify(folder)} })).pid);
      setInterval(() => undefined, 1_000);`;
    const file = join(folder, "starter.mjs");
    await writeFile(file, starter);
    const process = spawn("node", [file], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(process.stdout, "data")) as [Buffer];
    const pid = Number(String(line));
    expect(runs(pid)).toBe(true);
    process.kill("SIGKILL");
    await expect.poll(() => runs(pid), { timeout: 10_000 }).toBe(false);
    await rm(folder, { recursive: true });
  });
});
