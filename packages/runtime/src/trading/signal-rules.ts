import type { IndicatorValues } from "./indicators.js";

/** The kinds of signal of the reference SignalGenerator: what is learnt is learnt per kind. */
const SignalType = {
  /** MACD crossed up, momentum above the middle, volume close to the usual or above. */
  MOMENTUM_BUY: "momentum_buy",
  /** MACD crossed down, momentum below the middle, volume close to the usual or above. */
  MOMENTUM_SELL: "momentum_sell",
  /** RSI fell below 30 on at least usual volume. */
  REVERSION_BUY: "reversion_buy",
  /** RSI rose above 70 on at least usual volume. */
  REVERSION_SELL: "reversion_sell",
} as const;
type SignalType = (typeof SignalType)[keyof typeof SignalType];

/** Something worth a thought. */
export interface MarketSignal {
  readonly signalType: SignalType;
  /** Naive estimate that a trade on it ends in profit: 0 to 1. What was learnt corrects it. */
  readonly confidence: number;
  /** Whether MACD crossed on this bar in the signal's direction. */
  readonly macdCross: boolean;
}

const OVERSOLD = 30;
const OVERBOUGHT = 70;
const MIDDLE = 50;
/** Relative volume from which a MACD cross counts. */
const CONFIRMING_VOLUME = 0.8;
/** Relative volume from which an extreme of RSI counts. */
const CLIMAX_VOLUME = 1;

/** The signal of one bar, if there is one; a MACD cross goes before an extreme of RSI. */
export function signalOf(values: IndicatorValues): MarketSignal | undefined {
  // Without a range there is no stop, and so no trade to think about.
  if (!(values.atr > 0)) return undefined;
  return momentumSignal(values) ?? reversionSignal(values);
}

function momentumSignal({ macdCross, rsi, volumeSpike }: IndicatorValues): MarketSignal | undefined {
  if (volumeSpike < CONFIRMING_VOLUME) return undefined;
  const strength = macdCross === "up" ? rsi - MIDDLE : MIDDLE - rsi;
  if (macdCross === "none" || strength < 0) return undefined;
  return {
    signalType: macdCross === "up" ? SignalType.MOMENTUM_BUY : SignalType.MOMENTUM_SELL,
    confidence: confidenceOf(strength / 20, volumeSpike),
    macdCross: true,
  };
}

function reversionSignal({ previousRsi, rsi, volumeSpike }: IndicatorValues): MarketSignal | undefined {
  if (volumeSpike < CLIMAX_VOLUME) return undefined;
  const fell = previousRsi >= OVERSOLD && rsi < OVERSOLD;
  const rose = previousRsi <= OVERBOUGHT && rsi > OVERBOUGHT;
  if (!fell && !rose) return undefined;
  return {
    signalType: fell ? SignalType.REVERSION_BUY : SignalType.REVERSION_SELL,
    confidence: confidenceOf((fell ? OVERSOLD - rsi : rsi - OVERBOUGHT) / 10, volumeSpike),
    macdCross: false,
  };
}

/** 0.35 to 0.6: strength and volume weigh as much; full marks for strength 1 and for three times the usual volume. */
function confidenceOf(strength: number, volumeSpike: number): number {
  const volume = (volumeSpike - 1) / 2;
  return 0.35 + 0.125 * Math.min(1, strength) + 0.125 * Math.min(1, Math.max(0, volume));
}
