import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { serverKills } from "./stages/server-kills.js";

const size = { tasks: 6_000, kills: 6 };

it("Redis killed six times, appendfsync always: nothing lost, nothing twice", async () => {
  const { result, breaches } = await measured("Redis killed with SIGKILL under load, appendfsync always", () =>
    serverKills({ ...size, fsync: "always" }),
  );
  await keep("server-kills-always", result);
  expect(breaches).toEqual([]);
  expect(result.outcomes).toBe(12_000);
});

// It answers before it writes while the disk is busy with an earlier fsync: what it had answered last can be lost.
it("Redis killed six times, appendfsync everysec: nothing twice, and what the file never had is counted", async () => {
  const { result, breaches } = await measured("Redis killed with SIGKILL under load, appendfsync everysec", () =>
    serverKills({ ...size, fsync: "everysec" }),
  );
  await keep("server-kills-everysec", result);
  expect(breaches).toEqual([]);
});

it("Redis killed six times without an append-only file: events are lost, so the kills do hit", async () => {
  const { result } = await measured("The same without an append-only file (control: it must show losses)", () =>
    serverKills({ ...size, fsync: "without" }),
  );
  await keep("server-kills-without-aof", result);
  expect(result.lost).toBeGreaterThan(0);
});
