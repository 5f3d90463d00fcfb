import { describe, expect, it } from "vitest";
import { calendarOf, holeBetween, intervalOf } from "../../src/trading/market-calendar.js";
import { HOUR } from "./made-candles.js";

const DAY = 24 * HOUR;
const at = (...hours: number[]): { time: number }[] => hours.map((hour) => ({ time: hour * HOUR }));

describe("calendarOf", () => {
  it.each([
    ["BTC/USDT", "continuous"],
    ["URTH", "sessions"],
  ])("%s trades %s", (symbol, calendar) => {
    expect(calendarOf(symbol)).toBe(calendar);
  });
});

describe("intervalOf", () => {
  it("is the most common gap", () => {
    expect(intervalOf(at(0, 1, 2, 10, 11, 30))).toBe(HOUR);
  });

  it("is the shorter gap of a tie", () => {
    expect(intervalOf(at(0, 4, 5))).toBe(HOUR);
  });

  it.each([[at()], [at(1)]])("is none of %j", (candles) => {
    expect(() => intervalOf(candles)).toThrow(
      `INPUT_MALFORMED: expected at least two candles, found ${String(candles.length)}. Give a longer series: its interval is read from it.`,
    );
  });
});

describe("holeBetween", () => {
  const continuous = { calendar: "continuous", intervalMs: HOUR } as const;
  const sessions = { calendar: "sessions", intervalMs: HOUR } as const;

  it("is none between bars that follow each other", () => {
    expect(holeBetween(0, HOUR, continuous)).toBeUndefined();
    expect(holeBetween(0, HOUR, sessions)).toBeUndefined();
  });

  it("names the first bar that is missing and how many are", () => {
    expect(holeBetween(0, 2 * HOUR, continuous)).toEqual({ from: HOUR, to: 2 * HOUR, missing: 1 });
    expect(holeBetween(0, 4 * HOUR, continuous)).toEqual({ from: HOUR, to: 4 * HOUR, missing: 3 });
  });

  it("is never of no bars", () => {
    expect(holeBetween(0, HOUR + 1, continuous)).toEqual({ from: HOUR, to: HOUR + 1, missing: 1 });
  });

  it("is none where an exchange is closed, up to four days", () => {
    expect(holeBetween(0, 4 * DAY, sessions)).toBeUndefined();
    expect(holeBetween(0, 4 * DAY + HOUR, sessions)).toEqual({ from: HOUR, to: 4 * DAY + HOUR, missing: 96 });
  });

  it("allows bars longer than four days in sessions", () => {
    expect(holeBetween(0, 7 * DAY, { calendar: "sessions", intervalMs: 7 * DAY })).toBeUndefined();
  });
});
