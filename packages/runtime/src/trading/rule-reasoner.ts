import { requireBounds } from "./option-bounds.js";
import type { Judgement, Reasoner, ReasoningRequest } from "./reasoner.js";

export interface RuleReasonerOptions {
  /** Fees and spread of buying and selling again, as a fraction of the price. */
  readonly roundTripCost: number;
}

/** Twice the taker fee of 10 bp and twice the half spread of 1 bp. */
const DEFAULT_ROUND_TRIP_COST = 0.0022;

/** A momentum trade this far gone has most of its move behind it: distance of RSI from 50. */
const EXHAUSTED = 22;
/** Relative volume below which half the size is enough. */
const THIN_VOLUME = 1;
/** A stop nearer than this many times the costs leaves the trade to the costs. */
const COSTS_TO_STOP = 2;

/** The rules that stand in for a model: deterministic, each with its sentence. */
export class RuleReasoner implements Reasoner {
  readonly #roundTripCost: number;

  /** @throws {HandoffError} `OPTION_INVALID` for a cost below 0 or above 1. */
  constructor({ roundTripCost }: RuleReasonerOptions = { roundTripCost: DEFAULT_ROUND_TRIP_COST }) {
    requireBounds({ roundTripCost }, { roundTripCost: { atLeast: 0, atMost: 1 } });
    this.#roundTripCost = roundTripCost;
  }

  judge(request: ReasoningRequest): Judgement {
    const { price, stopDistance, rsi, side, macdCross, volumeSpike } = request;
    if (stopDistance < COSTS_TO_STOP * this.#roundTripCost * price) {
      return hold(`a stop at ${bps(stopDistance / price)} is too near for costs of ${bps(this.#roundTripCost)}`);
    }
    const gone = side === "buy" ? rsi - 50 : 50 - rsi;
    if (macdCross && gone > EXHAUSTED) return hold(`RSI ${rsi.toFixed(1)} says that the move is over`);
    const kind = macdCross ? "MACD crossed" : "RSI is at an extreme";
    const volume = `volume ${volumeSpike.toFixed(2)} times the usual`;
    return {
      verdict: "take",
      sizeMultiplier: volumeSpike < THIN_VOLUME ? 0.5 : 1,
      reason: `${kind} at RSI ${rsi.toFixed(1)} on ${volume}`,
    };
  }
}

function hold(reason: string): Judgement {
  return { verdict: "hold", sizeMultiplier: 0, reason };
}

function bps(fraction: number): string {
  return `${(fraction * 10_000).toFixed(1)} bp`;
}
