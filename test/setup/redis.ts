import type { TestProject } from "vitest/node";
import { installDebianPackage, succeeds } from "./programs.js";
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
  const isThere = (): boolean => succeeds("redis-server", ["--version"]);
  if (!isThere()) installDebianPackage("redis-server");
  if (isThere()) return;
  throw new Error("The tests need the program redis-server (7.0 or later) on the PATH: install Redis or Valkey.");
}
