import { signOf } from "./fill-model.js";

/** A fill to be graded. Prices are in quote currency per unit. */
export interface GradedFill {
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly requestedQuantity: number;
  readonly price: number;
  /** Price when the decision was made. */
  readonly arrivalPrice: number;
  /** In quote currency. */
  readonly fees: number;
}

export interface ExecutionGrade {
  /** Basis points, positive is a cost. */
  readonly implementationShortfallBps: number;
  /** 0 to 1. */
  readonly fillRatio: number;
  /** 0 to 1. */
  readonly score: number;
}

/** A closed trade to be graded. Prices are in quote currency per unit, fees in quote currency. */
export interface ClosedTrade {
  /** Side of the entry. */
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Of entry and exit together. */
  readonly fees: number;
  readonly stop: number;
  /** Distance of the target over distance of the stop: a ratio. */
  readonly rewardRisk: number;
  /** Highest and lowest price while the position was open. */
  readonly highest: number;
  readonly lowest: number;
}

export interface OutcomeGrade {
  /** After fees, in quote currency. */
  readonly realisedPnl: number;
  /** After fees, in units of the initial risk. */
  readonly realisedR: number;
  readonly mfeR: number;
  readonly maeR: number;
  readonly won: boolean;
  /** 0 to 1. */
  readonly score: number;
}

/** A shortfall of this many basis points halves the score. Ours: no literature sets a scale. */
const HALVING_SHORTFALL_BPS = 25;

/** How much worse a price was than the one it was meant for: in basis points of that, positive is a cost. */
export function slippageBps(side: "buy" | "sell", price: number, arrivalPrice: number): number {
  return (signOf(side) * (price - arrivalPrice) * 10_000) / arrivalPrice;
}

/** The price that a fill was meant for, from its slippage: the inverse of {@link slippageBps}. */
export function arrivalPriceOf(side: "buy" | "sell", price: number, slippage: number): number {
  return price / (1 + (signOf(side) * slippage) / 10_000);
}

/**
 * Grades a fill.
 *
 * Implementation shortfall (Perold, The Implementation Shortfall: Paper Versus Reality, 1988): what the paper portfolio
 * that trades all of it at the arrival price earns more than the real one, over the value of the order. The unfilled part
 * is an opportunity missed; at the moment of the fill it is worth the fill price, so that with `s` = 1 for a buy, -1 for a
 * sell: `(s (fill − arrival) × requested + fees) / (requested × arrival)`.
 *
 * Fill ratio: `filled / requested`. Score (ours): `fill ratio / (1 + shortfall / 25 bp)`, a gain counting as none.
 */
export function gradeExecution(fill: GradedFill): ExecutionGrade {
  const { side, quantity, requestedQuantity, price, arrivalPrice, fees } = fill;
  const feesBps = (fees * 10_000) / (requestedQuantity * arrivalPrice);
  const implementationShortfallBps = slippageBps(side, price, arrivalPrice) + feesBps;
  const fillRatio = Math.min(1, quantity / requestedQuantity);
  const score = fillRatio / (1 + Math.max(0, implementationShortfallBps) / HALVING_SHORTFALL_BPS);
  return { implementationShortfallBps, fillRatio, score };
}

/**
 * Grades a closed trade; `undefined` where the stop is not on the losing side of the entry, since then there is no R.
 *
 * R, the initial risk: `|entry − stop| × quantity` (Tharp, Trade Your Way to Financial Freedom, 1998); realised R is the
 * profit after fees over it. MFE and MAE (Sweeney, Campaign Trading, 1996; Maximum Adverse Excursion, 1997): the
 * farthest that the price went for and against the position, over `|entry − stop|`, not below 0.
 *
 * Score (ours): the way from the stop (0) to the target (1), `(R + 1) / (rr + 1)`, clamped.
 */
export function gradeOutcome(trade: ClosedTrade): OutcomeGrade | undefined {
  const { side, quantity, entryPrice, exitPrice, fees, stop, rewardRisk, highest, lowest } = trade;
  const sign = signOf(side);
  const risk = sign * (entryPrice - stop);
  if (!(risk > 0)) return undefined;
  const [best, worst] = side === "buy" ? [highest, lowest] : [lowest, highest];
  const realisedPnl = sign * (exitPrice - entryPrice) * quantity - fees;
  const realisedR = realisedPnl / (risk * quantity);
  return {
    realisedPnl,
    realisedR,
    mfeR: Math.max(0, (sign * (best - entryPrice)) / risk),
    maeR: Math.max(0, (sign * (entryPrice - worst)) / risk),
    won: realisedPnl > 0,
    score: Math.min(1, Math.max(0, (realisedR + 1) / (rewardRisk + 1))),
  };
}

/**
 * Squared error of a probability (Brier, Verification of Forecasts Expressed in Terms of Probability, 1950), in the form
 * for one event, half of Brier's own: `(confidence − won)²`.
 */
export function brierScore(confidence: number, won: boolean): number {
  return (confidence - (won ? 1 : 0)) ** 2;
}
