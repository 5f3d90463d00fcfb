import type { Candle } from "../../src/trading/candle.js";

/** The opening of the first made candle. */
export const START = Date.UTC(2026, 0, 5);
export const HOUR = 3_600_000;

/** A bar in which nothing moves, with what is given put in. */
export function bar(parts: Partial<Candle> & { readonly price?: number } = {}): Candle {
  const { price = 100, ...given } = parts;
  return { time: START, open: price, high: price, low: price, close: price, volume: 1_000, ...given };
}

/**
 * A random walk of hourly candles that follows from its seed: each bar moves up to `move` (a fraction) from the close
 * before and reaches a little beyond.
 */
export function walk(count: number, { seed = 1, move = 0.01 }: { seed?: number; move?: number } = {}): Candle[] {
  const next = generator(seed);
  let close = 100;
  return Array.from({ length: count }, (_, index) => {
    const open = close;
    close = open * (1 + move * (2 * next() - 1));
    const high = Math.max(open, close) * (1 + (move / 2) * next());
    const low = Math.min(open, close) * (1 - (move / 2) * next());
    return { time: START + index * HOUR, open, high, low, close, volume: 500 + 1_000 * next() };
  });
}

/** Draws from [0, 1): the linear congruential generator of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
