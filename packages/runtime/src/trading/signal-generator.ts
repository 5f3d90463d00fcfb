import { FieldName, type ReferenceTopology, referenceTopology, Stream } from "@handoff/contracts";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import { Producer, type ProducerContext } from "../producer.js";
import type { Candle } from "./candle.js";
import { Indicators, type IndicatorValues } from "./indicators.js";
import type { Hole } from "./market-calendar.js";
import type { Bar, MarketData } from "./market-data.js";
import { type MarketSignal, signalOf } from "./signal-rules.js";

type Context = ProducerContext<ReferenceTopology, "SignalGenerator">;

export interface SignalGeneratorOptions {
  readonly marketData: MarketData;
  /** Names the run: a repeated run under the same id publishes nothing twice. */
  readonly runId: string;
  /** Told of every hole in the data. */
  readonly onHole?: (hole: Hole) => void;
  /** Told how many of the candles have been seen. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Watches a market: publishes what is worth a thought, hands what cannot be true to the dead letters. */
export class SignalGenerator extends Producer<ReferenceTopology, "SignalGenerator"> {
  readonly #options: SignalGeneratorOptions;

  constructor(options: SignalGeneratorOptions) {
    super(referenceTopology, "SignalGenerator");
    this.#options = options;
  }

  async produce(context: Context): Promise<void> {
    const { marketData, onProgress } = this.#options;
    let indicators = new Indicators();
    let done = 0;
    for (const observation of marketData.observations()) {
      if (context.signal.aborted) return;
      if (observation.kind === "rejected") {
        await this.#reject(context, observation);
      } else {
        const { bar } = observation;
        if (bar.hole !== undefined) {
          this.#reportHole(context, bar.hole);
          indicators = new Indicators();
        }
        await this.#judge(context, bar, indicators.update(bar));
      }
      done++;
      onProgress?.({ done, total: marketData.total });
    }
  }

  async #judge(context: Context, bar: Bar, values: IndicatorValues | undefined): Promise<void> {
    if (values === undefined) return;
    const signal = signalOf(values);
    if (signal === undefined) return;
    const draft = this.#draft(bar, values, signal);
    await context.publish(Stream.SIGNALS, draft, `${this.#keyOf(bar)}/${signal.signalType}`);
    // The chain sets the pace: what is known at a bar must not depend on how fast anything ran.
    await context.settled();
  }

  #draft(bar: Bar, { rsi, volumeSpike, atr }: IndicatorValues, { signalType, confidence, macdCross }: MarketSignal) {
    return {
      [FieldName.TYPE]: "trading_signal",
      [FieldName.DATA]: {
        [FieldName.SYMBOL]: this.#options.marketData.symbol,
        [FieldName.SIGNAL_TYPE]: signalType,
        [FieldName.CONFIDENCE]: confidence,
        [FieldName.INDICATORS]: {
          [FieldName.RSI]: rsi,
          [FieldName.MACD_CROSS]: macdCross,
          [FieldName.VOLUME_SPIKE]: volumeSpike,
          [FieldName.ATR]: atr,
        },
        [FieldName.PRICE]: bar.close,
        [FieldName.CANDLE_TIME]: new Date(bar.time).toISOString(),
      },
    } as const;
  }

  async #reject(context: Context, { candle, reason }: { readonly candle: Candle; readonly reason: string }) {
    const { symbol } = this.#options.marketData;
    const position = new Date(candle.time).toISOString();
    const { open, high, low, close, volume } = candle;
    const numbers = Object.entries({ open, high, low, close, volume }).map(([name, value]) => [name, String(value)]);
    await context.reject({
      key: this.#keyOf(candle),
      input: { timestamp: position, ...(Object.fromEntries(numbers) as Record<string, string>) },
      source: `market_data:${symbol}`,
      position,
      cause: new HandoffError(
        HandoffErrorCode.INPUT_IMPLAUSIBLE,
        `${symbol} ${position}: ${reason}. Compare it with another source; replaying it does not help.`,
      ),
    });
  }

  #reportHole({ log }: Context, hole: Hole): void {
    const { marketData, onHole } = this.#options;
    log("warning", "hole in the market data", {
      symbol: marketData.symbol,
      from: new Date(hole.from).toISOString(),
      to: new Date(hole.to).toISOString(),
      missing: hole.missing,
    });
    onHole?.(hole);
  }

  #keyOf({ time }: Candle): string {
    const { runId, marketData } = this.#options;
    return `${runId}/${marketData.symbol}/${String(marketData.intervalMs)}/${new Date(time).toISOString()}`;
  }
}
