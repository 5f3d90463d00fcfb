import { execFileSync } from "node:child_process";
import type { TestProject } from "vitest/node";
import { startRedisServer } from "./redis-server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A Redis that tests share: each keeps to a key prefix of its own, and none flushes. */
    readonly redisUrl: string;
  }
}

/** Gives every test run a Redis: the one of REDIS_URL, else one of its own. There is no run without. */
export default async function setUpRedis(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  requireRedisServer();
  const { REDIS_URL: url } = process.env;
  if (url !== undefined && url !== "") {
    project.provide("redisUrl", url);
    return undefined;
  }
  const server = await startRedisServer();
  project.provide("redisUrl", server.url);
  return server.stop;
}

/** Tests that kill, restart or starve a server start one of their own, so the program is needed in any case. */
function requireRedisServer(): void {
  if (succeeds("redis-server", ["--version"])) return;
  const root = process.getuid?.() === 0;
  const sudo = root ? [] : ["sudo", "-n"];
  if (succeeds("apt-get", ["--version"]) && (root || succeeds("sudo", ["-n", "true"]))) {
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", "redis-server"]]) {
      const [program = "", ...rest] = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
      succeeds(program, rest);
    }
  }
  if (succeeds("redis-server", ["--version"])) return;
  throw new Error("The tests need the program redis-server (7.0 or later) on the PATH: install Redis or Valkey.");
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
