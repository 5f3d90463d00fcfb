import type { Belief, OutcomeCounts } from "./belief.js";

/** What a reasoner is asked about. */
export interface ReasoningRequest {
  readonly symbol: string;
  readonly signalType: string;
  readonly side: "buy" | "sell";
  /** Probability of profit after what was learnt: 0 to 1. */
  readonly confidence: number;
  /** Last price, in quote currency per unit. */
  readonly price: number;
  /** Relative strength index: 0 to 100. */
  readonly rsi: number;
  readonly macdCross: boolean;
  /** Relative volume: a ratio. */
  readonly volumeSpike: number;
  /** Average true range, in quote currency per unit. */
  readonly atr: number;
  /** Distance of the stop that would be set, in quote currency per unit. */
  readonly stopDistance: number;
  /** What was learnt of this kind of signal. */
  readonly learnt: OutcomeCounts & Belief;
}

/** What a reasoner may say: whether, and how much of the usual size. Price, quantity and stop are not its to give. */
export interface Judgement {
  readonly verdict: "take" | "hold";
  /** Fraction of the usual size, 0 to 1. */
  readonly sizeMultiplier: number;
  /** Why, in one sentence for a person. */
  readonly reason: string;
}

/**
 * Judges signals. It may be a model far away: what it throws, and an answer that is no judgement, becomes a hold with
 * that reason. Asked once per processing of a signal; it must answer a redelivered signal as it did before if runs are
 * to be repeatable.
 */
export interface Reasoner {
  judge(request: ReasoningRequest, signal: AbortSignal): Promise<Judgement> | Judgement;
}

/** The judgement in an answer that may be anything; `undefined` where there is none. */
export function judgementIn(answer: unknown): Judgement | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const { verdict, sizeMultiplier, reason } = answer as Partial<Record<keyof Judgement, unknown>>;
  if (verdict !== "take" && verdict !== "hold") return undefined;
  if (typeof sizeMultiplier !== "number" || !(sizeMultiplier >= 0 && sizeMultiplier <= 1)) return undefined;
  return typeof reason === "string" && reason.trim() !== "" ? { verdict, sizeMultiplier, reason } : undefined;
}
