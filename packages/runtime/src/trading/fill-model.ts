import { createHash } from "node:crypto";
import type { Fill, Order } from "./broker.js";
import type { Candle } from "./candle.js";
import type { Bounds } from "./option-bounds.js";

/** How a paper order is filled. */
export interface FillModel {
  /** Half the distance of bid and ask, as a fraction of the price. */
  readonly halfSpread: number;
  /** Coefficient of the square-root impact: a ratio, of order 1 in the literature. */
  readonly impact: number;
  /** The largest part of a bar's volume that a fill may take. */
  readonly maxParticipation: number;
  /** Taker fee, as a fraction of the value. */
  readonly feeRate: number;
  /** From the opening of a bar to the fill in it, in milliseconds: at least and at most. */
  readonly minLatencyMs: number;
  readonly maxLatencyMs: number;
  /** The part of the planned stop distance that must be left at the fill, or there is no trade. */
  readonly minRiskLeft: number;
  /** Bars after which a position is closed. */
  readonly maxBars: number;
}

export const DEFAULT_FILL_MODEL: FillModel = {
  halfSpread: 0.0001,
  impact: 1,
  maxParticipation: 0.1,
  feeRate: 0.001,
  minLatencyMs: 50,
  maxLatencyMs: 250,
  minRiskLeft: 0.25,
  maxBars: 48,
};

export const FILL_MODEL_BOUNDS: Readonly<Record<keyof FillModel, Bounds>> = {
  halfSpread: { atLeast: 0, atMost: 0.1 },
  impact: { atLeast: 0 },
  maxParticipation: { above: 0, atMost: 1 },
  feeRate: { atLeast: 0, atMost: 1 },
  minLatencyMs: { atLeast: 0 },
  maxLatencyMs: { atLeast: 0 },
  minRiskLeft: { above: 0, atMost: 1 },
  maxBars: { atLeast: 1, integer: true },
};

/** The chance in a fill. */
export interface FillDraw {
  readonly latencyMs: number;
  /** Standard normal in mean and variance, in truth uniform: the direction that the price takes during the latency. */
  readonly z: number;
}

/**
 * The chance in an order's fill, hashed from what makes the order. Not drawn from a generator: a redelivered decision
 * must be filled as it was before. Not from the order id either: that comes from the run, and the same data must give the
 * same fills in every run.
 */
export function drawFor(order: Order, { minLatencyMs, maxLatencyMs }: FillModel): FillDraw {
  const { symbol, candleTime, side, signalType } = order;
  const digest = createHash("sha256")
    .update(JSON.stringify([symbol, candleTime, side, signalType]))
    .digest();
  const uniform = (offset: number): number => digest.readUInt32BE(offset) / 2 ** 32;
  return {
    latencyMs: Math.floor(minLatencyMs + uniform(0) * Math.max(0, maxLatencyMs - minLatencyMs)),
    z: (2 * uniform(4) - 1) * Math.sqrt(3),
  };
}

/** 1 for buying, -1 for selling. */
export function signOf(side: "buy" | "sell"): 1 | -1 {
  return side === "buy" ? 1 : -1;
}

/** The most that may be filled in a bar, in units of the instrument. */
export function fillableIn(bar: Candle, quantity: number, { maxParticipation }: FillModel): number {
  return Math.min(quantity, bar.volume * maxParticipation);
}

/**
 * Standard deviation of the price over a bar, from its range (Parkinson, The Extreme Value Method for Estimating the
 * Variance of the Rate of Return, 1980): `(high − low) / (2 √ln 2)`. In quote currency per unit.
 */
export function volatilityOf({ high, low }: Candle): number {
  return (high - low) / (2 * Math.sqrt(Math.LN2));
}

/**
 * Price of a market order: base, plus half the spread, plus square-root impact `Y σ √(q / V)` (Almgren, Thum, Hauptmann
 * and Li, Direct Estimation of Equity Market Impact, 2005; Tóth et al., Anomalous Price Impact, 2011), all against the
 * trader, then clamped to what was traded in the bar.
 */
export function marketPrice(
  { side, base, quantity }: { readonly side: "buy" | "sell"; readonly base: number; readonly quantity: number },
  bar: Candle,
  { halfSpread, impact }: FillModel,
): number {
  const cost = halfSpread * base + impact * volatilityOf(bar) * Math.sqrt(quantity / bar.volume);
  return Math.min(bar.high, Math.max(bar.low, base + signOf(side) * cost));
}

/** The bar that an order meets, and its length in milliseconds. */
export interface EntryBar {
  readonly bar: Candle;
  readonly intervalMs: number;
}

/**
 * The entry fill of an order in a bar, or why there is none. The base is the open, moved by the latency: `z σ √(latency /
 * interval)`. A limit order is never filled at worse than its limit, a trade with too little room to its stop not at all.
 */
export function entryFill(order: Order, { bar, intervalMs }: EntryBar, model: FillModel): Fill | string {
  const { side, type, limitPrice, arrivalPrice, stop, candleTime } = order;
  const quantity = fillableIn(bar, order.quantity, model);
  if (!(quantity > 0)) return "nothing was traded in the next bar";
  const sign = signOf(side);
  const { latencyMs, z } = drawFor(order, model);
  const drift = z * volatilityOf(bar) * Math.sqrt(Math.min(1, latencyMs / intervalMs));
  let price = marketPrice({ side, base: bar.open + drift, quantity }, bar, model);
  if (type === "limit") {
    if (limitPrice === undefined) return "a limit order without a limit";
    const best = side === "buy" ? bar.low : bar.high;
    if (sign * (best - limitPrice) > 0) return "the limit was not reached in the next bar";
    if (sign * (price - limitPrice) > 0) price = limitPrice;
  }
  const planned = sign * (arrivalPrice - stop);
  if (!(sign * (price - stop) >= model.minRiskLeft * planned) || !(planned > 0)) {
    return "the next bar left too little room to the stop";
  }
  return {
    quantity,
    price,
    fees: quantity * price * model.feeRate,
    filledAt: bar.time + latencyMs,
    executionTimeMs: Math.max(latencyMs, bar.time + latencyMs - (candleTime + intervalMs)),
  };
}
