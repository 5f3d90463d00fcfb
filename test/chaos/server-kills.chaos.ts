import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { serverKills } from "./stages/server-kills.js";

it.each(["everysec", "always"] as const)("Redis killed six times, appendfsync %s", async (fsync) => {
  const { result, breaches } = await measured(`Redis killed with SIGKILL under load, appendfsync ${fsync}`, () =>
    serverKills({ tasks: 6_000, kills: 6, fsync }),
  );
  await keep(`server-kills-${fsync}`, result);
  expect(breaches).toEqual([]);
  expect(result.outcomes).toBe(12_000);
});

it("Redis killed six times without an append-only file: events are lost, so the kills do hit", async () => {
  const { result } = await measured("The same without an append-only file (control: it must show losses)", () =>
    serverKills({ tasks: 6_000, kills: 6, fsync: "without" }),
  );
  await keep("server-kills-without-aof", result);
  expect(result.lost).toBeGreaterThan(0);
});
