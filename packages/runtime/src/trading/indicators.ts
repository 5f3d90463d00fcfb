import { ATR, EMA, MACD, RSI, RVOL } from "trading-signals";
import type { Candle } from "./candle.js";

/** Where the MACD line crossed its signal line on a bar. */
type MacdCross = "up" | "down" | "none";

/** The indicators after one bar. */
export interface IndicatorValues {
  /** Relative strength index over 14 bars, Wilder's smoothing: 0 to 100. */
  readonly rsi: number;
  /** The same, one bar before. */
  readonly previousRsi: number;
  /** Crossing of MACD (12, 26) and its signal line (9). */
  readonly macdCross: MacdCross;
  /** Volume divided by the mean of the 20 bars before: a ratio, 0 where those 20 traded nothing. */
  readonly volumeSpike: number;
  /** Average true range over 14 bars, Wilder's smoothing: in quote currency per unit. */
  readonly atr: number;
}

/**
 * Bars that are only counted, never judged. The averages are recursive and remember their seed: after 34 bars, when they
 * call themselves stable, one MACD cross in ten was wrong; after 100 none of 106.
 */
export const WARM_UP_BARS = 150;

/** The indicators over a series of bars without a hole. After a hole, start with a new one. */
export class Indicators {
  readonly #rsi = new RSI(14);
  readonly #macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  readonly #relativeVolume = new RVOL(20);
  readonly #atr = new ATR(14);
  readonly #warmUpBars: number;
  #bars = 0;
  #previousRsi = 50;
  #previousHistogram = 0;

  constructor(warmUpBars = WARM_UP_BARS) {
    this.#warmUpBars = warmUpBars;
  }

  /** Takes the next bar; gives values from the first bar after the warm-up on. */
  update(candle: Candle): IndicatorValues | undefined {
    const { high, low, close, volume } = candle;
    const rsi = this.#rsi.add(close);
    const macd = this.#macd.add(close);
    const atr = this.#atr.add({ high, low, close });
    const volumeSpike = this.#relativeVolume.add(volume) ?? 0;
    this.#bars++;
    if (rsi === null || macd === null || atr === null) return undefined;
    const values = {
      rsi,
      previousRsi: this.#previousRsi,
      macdCross: crossOf(this.#previousHistogram, macd.histogram),
      volumeSpike,
      atr,
    };
    this.#previousRsi = rsi;
    this.#previousHistogram = macd.histogram;
    return this.#bars > this.#warmUpBars ? values : undefined;
  }
}

function crossOf(previous: number, current: number): MacdCross {
  if (previous <= 0 && current > 0) return "up";
  return previous >= 0 && current < 0 ? "down" : "none";
}
