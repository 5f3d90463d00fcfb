import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { Candle } from "./candle.js";

/** When a market trades, and so which gaps between bars are holes in the data. */
export const MarketCalendar = {
  /** Day and night: every gap is a hole. */
  CONTINUOUS: "continuous",
  /** An exchange with closing hours, week-ends and hours without a trade: a gap of up to four days is none. */
  SESSIONS: "sessions",
} as const;
export type MarketCalendar = (typeof MarketCalendar)[keyof typeof MarketCalendar];

/** Bars that are missing: their indicators are not guessed, nothing is traded in them. Times are in milliseconds. */
export interface Hole {
  /** When the first missing bar opened. */
  readonly from: number;
  /** When the first bar after the hole opened. */
  readonly to: number;
  /** How many bars would fit in, closing hours included. */
  readonly missing: number;
}

/** A long week-end: the longest regular closing of an exchange, in milliseconds. */
const LONGEST_CLOSING_MS = 4 * 24 * 3_600_000;

/** The usual calendar of a symbol: pairs (`BTC/USDT`) trade day and night, anything else in sessions. */
export function calendarOf(symbol: string): MarketCalendar {
  return symbol.includes("/") ? MarketCalendar.CONTINUOUS : MarketCalendar.SESSIONS;
}

/**
 * The interval of a series of bars: its most common gap, the shorter one of a tie; in milliseconds.
 *
 * @throws {HandoffError} `INPUT_MALFORMED` for fewer than two bars: they have no interval.
 */
export function intervalOf(candles: readonly Pick<Candle, "time">[]): number {
  const counts = new Map<number, number>();
  for (const [index, { time }] of candles.entries()) {
    const previous = candles[index - 1];
    if (previous === undefined) continue;
    const gap = time - previous.time;
    counts.set(gap, (counts.get(gap) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([gapA, a], [gapB, b]) => b - a || gapA - gapB);
  if (most !== undefined) return most[0];
  throw new HandoffError(
    HandoffErrorCode.INPUT_MALFORMED,
    `expected at least two candles, found ${String(candles.length)}. Give a longer series: its interval is read from it.`,
  );
}

/** The hole between two successive bars, if there is one. Times are in milliseconds. */
export function holeBetween(
  previous: number,
  next: number,
  { calendar, intervalMs }: { readonly calendar: MarketCalendar; readonly intervalMs: number },
): Hole | undefined {
  const gap = next - previous;
  const regular = calendar === MarketCalendar.CONTINUOUS ? intervalMs : Math.max(intervalMs, LONGEST_CLOSING_MS);
  if (gap <= regular) return undefined;
  return { from: previous + intervalMs, to: next, missing: Math.max(1, Math.round(gap / intervalMs) - 1) };
}
