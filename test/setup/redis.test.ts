import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended } from "../command.js";

const RUN = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--typecheck.enabled=false", "iso-time"];

/** A test run on a machine that has these programs and Node. */
describe("a test run", () => {
  let programs: string;
  beforeEach(async () => {
    programs = await mkdtemp(join(tmpdir(), "handoff-programs-"));
    await symlink(process.execPath, join(programs, "node"));
  });
  afterEach(() => rm(programs, { recursive: true }));

  async function failure(env: Readonly<Record<string, string>>): Promise<string> {
    const { code, stdout, stderr } = await ended(process.execPath, RUN, { env });
    expect(code).toBe(1);
    expect(stdout).not.toContain("✓");
    return stderr;
  }

  it("says what to install where there is no redis-server", async () => {
    expect(await failure({ PATH: programs })).toContain(
      "there is no redis-server on the PATH. Install Redis 7.0 or later (Debian and Ubuntu: apt-get install redis-server;",
    );
  });

  it("says so also where it is given a Redis, since tests start servers of their own", async () => {
    expect(await failure({ PATH: programs, REDIS_URL: "redis://127.0.0.1:1" })).toContain(
      "no redis-server on the PATH",
    );
  });

  it("does not begin with one that is too old", async () => {
    const old = join(programs, "redis-server");
    await writeFile(old, '#!/bin/sh\necho "Redis server v=6.2.14 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64"\n');
    await chmod(old, 0o755);
    expect(await failure({ PATH: programs })).toContain("The redis-server on the PATH is 6.2.14. Install Redis 7.0");
  });

  it("says that the Redis it is given does not answer, without its password", async () => {
    const said = await failure({ REDIS_URL: "redis://user:hunter2@127.0.0.1:1" });
    expect(said).toContain("The Redis of REDIS_URL cannot be reached (connect ECONNREFUSED 127.0.0.1:1). Start it");
    expect(said).not.toContain("hunter2");
  });
});
