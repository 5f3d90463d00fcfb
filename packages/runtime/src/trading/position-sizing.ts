import { type Bounds, requireBounds } from "./option-bounds.js";

/** The limits that code sets, whatever a reasoner says. */
export interface RiskLimits {
  /** Money that positions are sized by, constant: a paper account without a balance. In quote currency. */
  readonly equity: number;
  /** What a trade may lose at its stop, as a fraction of equity. */
  readonly riskPerTrade: number;
  /** The largest value of a position, as a fraction of equity. */
  readonly maxPosition: number;
  /** Distance of the stop from the price, in average true ranges. */
  readonly stopAtrs: number;
  /** Distance of the target over distance of the stop: a ratio. */
  readonly rewardRisk: number;
  /** Size of a trade that is believed to lose, as a fraction of the usual size: without trades it could not recover. */
  readonly floorSize: number;
  /** Tradable lots in one unit of the instrument. */
  readonly lotsPerUnit: number;
}

export const DEFAULT_RISK_LIMITS: RiskLimits = {
  equity: 100_000,
  riskPerTrade: 0.01,
  maxPosition: 0.25,
  stopAtrs: 2,
  rewardRisk: 2,
  floorSize: 0.1,
  lotsPerUnit: 10_000,
};

const BOUNDS: Readonly<Record<keyof RiskLimits, Bounds>> = {
  equity: { above: 0 },
  riskPerTrade: { above: 0, atMost: 1 },
  maxPosition: { above: 0, atMost: 1 },
  stopAtrs: { above: 0 },
  rewardRisk: { above: 0 },
  floorSize: { above: 0, atMost: 1 },
  lotsPerUnit: { atLeast: 1, integer: true },
};

/**
 * The given limits, completed by the defaults.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a limit out of range.
 */
export function resolveRiskLimits(limits: Partial<RiskLimits> = {}): RiskLimits {
  const resolved = { ...DEFAULT_RISK_LIMITS, ...limits };
  requireBounds(resolved, BOUNDS);
  return resolved;
}

export interface SizingRequest {
  readonly side: "buy" | "sell";
  /** In quote currency per unit. */
  readonly price: number;
  /** Average true range, in quote currency per unit. */
  readonly atr: number;
  /** Fraction of the usual size that is wanted; clamped to 0 to 1. */
  readonly sizeMultiplier: number;
}

/** How much, and where the stop is. */
export interface PositionSize {
  /** In units of the instrument, a whole number of lots; 0 where not even one lot is within the limits. */
  readonly quantity: number;
  /** On the losing side of the price; in quote currency per unit. Not positive where there is no room for a stop. */
  readonly stop: number;
  /** Value of the position as a fraction of equity. */
  readonly positionSize: number;
}

/**
 * Fixed-fractional sizing (Vince, Portfolio Management Formulas, 1990): the quantity that loses `riskPerTrade` of equity
 * at the stop, `equity × riskPerTrade / (stopAtrs × ATR)`, at most `maxPosition` of equity in value, rounded down to lots.
 */
export function sizePosition({ side, price, atr, sizeMultiplier }: SizingRequest, limits: RiskLimits): PositionSize {
  const { equity, riskPerTrade, maxPosition, stopAtrs, lotsPerUnit } = limits;
  const stopDistance = stopAtrs * atr;
  const stop = side === "buy" ? price - stopDistance : price + stopDistance;
  const wanted = (equity * riskPerTrade) / stopDistance;
  const allowed = Math.min(wanted, (equity * maxPosition) / price) * Math.min(1, Math.max(0, sizeMultiplier));
  const quantity = Math.floor(allowed * lotsPerUnit) / lotsPerUnit;
  return { quantity, stop, positionSize: (quantity * price) / equity };
}
