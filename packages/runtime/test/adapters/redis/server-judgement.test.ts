import { describe, expect, it } from "vitest";
import { judgeServer, tooOld } from "../../../src/adapters/redis/server-judgement.js";
import { SERVER_INFO } from "./server-info.js";

const STEADY = { aheadMs: 0, withinMs: 0 };
const SOUND = SERVER_INFO["Redis 7.0.15"];
const codes = (info: string | undefined, clock: { aheadMs: number; withinMs: number } | undefined = STEADY) =>
  judgeServer({ info, clock }).map(({ code, severity }) => `${severity} ${code}`);

describe("a server that is too old", () => {
  it.each(["Redis 7.0.15", "Redis 7.4.7", "Redis 8.10.1", "Valkey 7.2.11", "Valkey 8.0.1"] as const)(
    "is not %s",
    (name) => {
      expect(tooOld(SERVER_INFO[name])).toBeUndefined();
    },
  );

  it("is Redis 6.2, and it is said what to run", () => {
    expect(tooOld(SERVER_INFO["Redis 6.2.14"])).toBe(
      "is Redis 6.2.14. Run Redis 7.0 or later, or Valkey 7.2 or later.",
    );
  });

  it.each([
    ["redis_version:6.10.0", true],
    ["redis_version:5.0.3", true],
    ["redis_version:7.0.0", false],
    ["redis_version:10.0.0", false],
    ["redis_version:7.2.4\r\nvalkey_version:7.1.9", true],
    ["redis_version:7.2.4\r\nvalkey_version:7.2.0", false],
    ["redis_version:6.2.4\r\nvalkey_version:10.0.0", false],
    ["redis_version:255.255.255", false],
  ])("is judged by numbers and by its own version: %j", (info, old) => {
    expect(tooOld(info) !== undefined).toBe(old);
  });

  it.each([undefined, "", "redis_version:", "redis_version:unstable", "# Server"])(
    "is not one that tells nothing: %j",
    (info) => {
      expect(tooOld(info)).toBeUndefined();
    },
  );
});

describe("a server's settings", () => {
  it.each(Object.entries(SERVER_INFO))("are fine on a %s that is set up well", (_name, info) => {
    expect(codes(info)).toEqual([]);
  });

  it.each([
    ["aof_enabled:1", "aof_enabled:0", "fault APPEND_ONLY_OFF"],
    ["aof_last_write_status:ok", "aof_last_write_status:err", "fault APPEND_ONLY_FAILING"],
    ["aof_enabled:1", "aof_enabled:1\r\naof_delayed_fsync:3", "fault APPEND_ONLY_DELAYED"],
    ["maxmemory_policy:noeviction", "maxmemory_policy:volatile-ttl", "fault EVICTION"],
  ])("are at fault where %s is %s", (from, to, found) => {
    expect(codes(SOUND.replace(from, to))).toEqual([found]);
  });

  it("are unknown where the user may not ask", () => {
    expect(codes(undefined)).toEqual(["unknown SETTINGS_UNKNOWN"]);
  });

  it("are given the benefit of the doubt where a server leaves them out", () => {
    expect(codes("redis_version:7.4.0")).toEqual([]);
  });
});

describe("a server's clock", () => {
  it.each([
    [1_000, 0, []],
    [-1_000, 0, []],
    [1_001, 0, ["fault CLOCK_SKEW"]],
    [-90_000, 5, ["fault CLOCK_SKEW"]],
    [1_500, 600, []],
  ])("%i ms ahead, known to within %i ms: %j", (aheadMs, withinMs, found) => {
    expect(codes(SOUND, { aheadMs, withinMs })).toEqual(found);
  });

  it("is unknown where the user may not ask", () => {
    expect(judgeServer({ info: SOUND, clock: undefined })).toMatchObject([{ severity: "unknown" }]);
  });
});
