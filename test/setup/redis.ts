import { Redis } from "ioredis";
import type { TestProject } from "vitest/node";
import { installDebianPackage, printedBy } from "./programs.js";
import { startRedisServer } from "./redis-server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A Redis that tests share: each keeps to a key prefix of its own, and none flushes. */
    readonly redisUrl: string;
  }
}

const INSTALL =
  "Install Redis 7.0 or later (Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis), or give Valkey's server that name.";

/** Gives every test run a Redis: the one of REDIS_URL, else one of its own. There is no run without. */
export default async function setUpRedis(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  requireRedisServer();
  const { REDIS_URL: url } = process.env;
  if (url !== undefined && url !== "") {
    await requireAnswer(url);
    project.provide("redisUrl", url);
    return undefined;
  }
  const server = await startRedisServer();
  project.provide("redisUrl", server.url);
  return server.stop;
}

/** Tests that kill, restart or starve a server start one of their own, so the program is needed in any case. */
function requireRedisServer(): void {
  const asked = (): string | undefined => printedBy("redis-server", ["--version"]);
  if (asked() === undefined) installDebianPackage("redis-server");
  const printed = asked();
  if (printed === undefined) {
    throw new Error(`The tests start servers of their own, and there is no redis-server on the PATH. ${INSTALL}`);
  }
  const [, version = "", major] = /\bv=((\d+)\.[\d.]+)/.exec(printed) ?? [];
  if (Number(major) >= 7) return;
  throw new Error(`The redis-server on the PATH is ${version === "" ? "of an unknown version" : version}. ${INSTALL}`);
}

/** The URL can hold a password: it is not printed. */
async function requireAnswer(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 3_000 });
  let reason = "";
  client.on("error", ({ message }: Error) => {
    reason ||= message;
  });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `The Redis of REDIS_URL cannot be reached (${reason || String(error)}). Start it, or unset REDIS_URL: the tests then start one.`,
      { cause: error },
    );
  } finally {
    client.disconnect();
  }
}
