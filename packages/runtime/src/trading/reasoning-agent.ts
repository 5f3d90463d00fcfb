import {
  FieldName,
  type ReferenceTopology,
  referenceTopology,
  Stream,
  type TradingDecisionData,
  type TradingSignal,
  type TradingSignalData,
} from "@handoff/contracts";
import { Agent, type WorkContext } from "../agent.js";
import { beliefOf, breakEvenProbability } from "./belief.js";
import type { OutcomeLedger } from "./outcome-ledger.js";
import { type RiskLimits, sizePosition } from "./position-sizing.js";
import { type Judgement, judgementIn, type Reasoner, type ReasoningRequest } from "./reasoner.js";

export interface ReasoningAgentOptions {
  readonly reasoner: Reasoner;
  readonly ledger: OutcomeLedger;
  readonly limits: RiskLimits;
  /** Length of a bar, in milliseconds: a signal is as old as its bar's close. */
  readonly intervalMs: number;
}

type Context = WorkContext<ReferenceTopology, "ReasoningAgent">;

/** Judges signals: exactly one decision for each, a hold with its reason included. */
export class ReasoningAgent extends Agent<ReferenceTopology, "ReasoningAgent"> {
  readonly #options: ReasoningAgentOptions;

  constructor(options: ReasoningAgentOptions) {
    super(referenceTopology, "ReasoningAgent");
    this.#options = options;
  }

  async doWork(signal: TradingSignal, _traceId: string, context: Context): Promise<void> {
    const decision = await this.#decide(signal[FieldName.DATA], context);
    context.publish(Stream.DECISIONS, { [FieldName.TYPE]: "trading_decision", [FieldName.DATA]: decision });
  }

  async #decide(data: TradingSignalData, context: Context): Promise<TradingDecisionData> {
    const subject = await this.#subjectOf(data);
    if (typeof subject === "string") return held(data, data[FieldName.CONFIDENCE], subject);
    const judgement = await this.#judge(subject, context);
    const { confidence } = subject;
    if (judgement.verdict === "hold") return held(data, confidence, judgement.reason);
    const { limits } = this.#options;
    const blocked = confidence < breakEvenProbability(limits.rewardRisk);
    const sizeMultiplier = blocked ? Math.min(limits.floorSize, judgement.sizeMultiplier) : judgement.sizeMultiplier;
    const { quantity, stop, positionSize } = sizePosition({ ...subject, sizeMultiplier }, limits);
    if (!(stop > 0)) return held(data, confidence, "the average range is so wide that the stop would not be a price");
    if (!(quantity > 0)) return held(data, confidence, "the limits do not leave one lot to trade");
    return {
      ...commonOf(data, confidence),
      [FieldName.ACTION]: subject.side,
      [FieldName.QUANTITY]: quantity,
      [FieldName.REASONING]: blocked ? `${judgement.reason} (at floor size: it is expected to lose)` : judgement.reason,
      [FieldName.RISK_METRICS]: {
        [FieldName.ATR_STOP]: stop,
        [FieldName.POSITION_SIZE_PCT]: Math.min(1, positionSize),
        [FieldName.RR_RATIO]: limits.rewardRisk,
      },
    };
  }

  /** What there is to judge, or why there is nothing. */
  async #subjectOf(data: TradingSignalData): Promise<ReasoningRequest | string> {
    const { ledger, limits, intervalMs } = this.#options;
    const { [FieldName.SIGNAL_TYPE]: signalType, [FieldName.INDICATORS]: indicators } = data;
    const { [FieldName.PRICE]: price, [FieldName.CANDLE_TIME]: candleTime } = data;
    const atr = indicators[FieldName.ATR];
    const side = sideOf(signalType);
    if (side === undefined) return `${signalType} names no side: expected an ending of _buy or _sell`;
    if (price === undefined || atr === undefined || candleTime === undefined) {
      return "the signal gives no price, average range or bar to size a position by";
    }
    const counts = await ledger.counts(signalType, Date.parse(candleTime) + intervalMs);
    const belief = beliefOf(counts, limits.rewardRisk);
    return {
      symbol: data[FieldName.SYMBOL],
      signalType,
      side,
      confidence: Math.min(1, data[FieldName.CONFIDENCE] * belief.multiplier),
      price,
      rsi: indicators[FieldName.RSI],
      macdCross: indicators[FieldName.MACD_CROSS],
      volumeSpike: indicators[FieldName.VOLUME_SPIKE],
      atr,
      stopDistance: limits.stopAtrs * atr,
      learnt: { ...counts, ...belief },
    };
  }

  /** A reasoner that fails must not stop the chain, and must not trade. */
  async #judge(request: ReasoningRequest, { signal, log }: Context): Promise<Judgement> {
    const { reasoner } = this.#options;
    try {
      const judgement = judgementIn(await reasoner.judge(request, signal));
      if (judgement !== undefined) return judgement;
      log("warning", "reasoner gave no judgement", { signal_type: request.signalType });
      return { verdict: "hold", sizeMultiplier: 0, reason: "the reasoner gave no judgement" };
    } catch (error) {
      // Cut short by the runtime: the signal is judged again, by whoever gets it next.
      if (signal.aborted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      log("warning", "reasoner failed", { signal_type: request.signalType, error: message });
      return { verdict: "hold", sizeMultiplier: 0, reason: `the reasoner failed: ${message}` };
    }
  }
}

/** The side that a kind of signal asks for, by its ending. */
function sideOf(signalType: string): "buy" | "sell" | undefined {
  if (signalType.endsWith("_buy")) return "buy";
  return signalType.endsWith("_sell") ? "sell" : undefined;
}

function held(data: TradingSignalData, confidence: number, reason: string): TradingDecisionData {
  return {
    ...commonOf(data, confidence),
    [FieldName.ACTION]: "hold",
    [FieldName.QUANTITY]: 0,
    [FieldName.REASONING]: `Hold: ${reason}`,
  };
}

function commonOf(data: TradingSignalData, confidence: number) {
  const { [FieldName.PRICE]: price, [FieldName.CANDLE_TIME]: candleTime } = data;
  return {
    [FieldName.SYMBOL]: data[FieldName.SYMBOL],
    [FieldName.ORDER_TYPE]: "market",
    [FieldName.CONFIDENCE]: confidence,
    [FieldName.SIGNAL_TYPE]: data[FieldName.SIGNAL_TYPE],
    ...(price === undefined ? {} : { [FieldName.PRICE]: price }),
    ...(candleTime === undefined ? {} : { [FieldName.CANDLE_TIME]: candleTime }),
  } as const;
}
