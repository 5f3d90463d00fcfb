import { describe, expect, it } from "vitest";
import { StandIns } from "./stand-ins.js";

const SHOWN = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const REAL = "0ca27ef8-bde0-4135-b680-c223a6dccab8";
const OTHER = "550e8400-e29b-41d4-a716-446655440000";

describe("what stands for what differs from run to run", () => {
  it("is an id of the run from then on, in what is printed and in commands", () => {
    const standIns = new StandIns();
    expect(standIns.inRun(`trace ${SHOWN}`)).toBe(`trace ${SHOWN}`);
    expect(standIns.endOf(`a (trace ${SHOWN})`, `a (trace ${REAL})\n`, 0)).toBe(46);
    expect(standIns.inRun(`trace ${SHOWN}`)).toBe(`trace ${REAL}`);
    expect(standIns.endOf(SHOWN, REAL, 0)).toBe(36);
    expect(standIns.endOf(SHOWN, OTHER, 0)).toBeUndefined();
  });

  it("is two ids for two", () => {
    const standIns = new StandIns();
    expect(standIns.endOf(SHOWN, REAL, 0)).toBe(36);
    expect(standIns.endOf(OTHER, REAL, 0)).toBeUndefined();
  });

  it("is one entry wherever it is shown, and any time", () => {
    const standIns = new StandIns();
    const shown = "orders 1795854259409-0 → results 1795854259434-1  (25 ms)";
    expect(standIns.endOf(shown, "orders 1700000000001-2 → results 1700000000003-0  (2 ms)", 0)).toBe(56);
    expect(standIns.endOf("orders 1795854259409-0", "orders 1700000000003-0", 0)).toBeUndefined();
    expect(standIns.endOf("at 2026-11-28T08:24:19.433Z", "at 2027-01-02T03:04:05.678Z", 0)).toBe(27);
  });

  it("is no other text, and nothing that was printed before", () => {
    const standIns = new StandIns({ "redis://127.0.0.1:6379": "redis://127.0.0.1:7000" });
    expect(standIns.inRun("run redis://127.0.0.1:6379")).toBe("run redis://127.0.0.1:7000");
    expect(standIns.endOf("a.c", "abc", 0)).toBeUndefined();
    expect(standIns.endOf("once", "once and again", 1)).toBeUndefined();
  });
});
