import { type Candle, DEFAULT_MAX_JUMP, implausibility } from "./candle.js";
import { calendarOf, type Hole, holeBetween, intervalOf, type MarketCalendar } from "./market-calendar.js";

/** A candle that can be true. */
export interface Bar extends Candle {
  /** The hole right before this bar; absent where it follows the one before. */
  readonly hole?: Hole;
}

/** One candle as the market data gives it. */
export type Observation =
  | { readonly kind: "bar"; readonly bar: Bar }
  /** The candle cannot be true; `reason` says why, for a person. */
  | { readonly kind: "rejected"; readonly candle: Candle; readonly reason: string };

/** Where bars of one instrument come from. */
export interface MarketData {
  readonly symbol: string;
  /** Length of a bar, in milliseconds. */
  readonly intervalMs: number;
  /** How many observations there are. */
  readonly total: number;
  /** Every candle in the order of time. What is said of one rests on those before it alone. */
  observations(): Iterable<Observation>;
  /** The believable bars that open after `time` (milliseconds since the epoch), in the order of time. */
  barsAfter(time: number): Iterable<Bar>;
}

export interface RecordedMarketDataOptions {
  readonly symbol: string;
  /** In the order of time, at least two. */
  readonly candles: readonly Candle[];
  /** By default that of the symbol. */
  readonly calendar?: MarketCalendar;
  /** The largest move from close to close that is believed, as a fraction; by default 0.25. */
  readonly maxJump?: number;
}

/** Market data from a list of candles. */
export class RecordedMarketData implements MarketData {
  readonly symbol: string;
  readonly intervalMs: number;
  readonly #observations: readonly Observation[];
  readonly #bars: readonly Bar[];

  /** @throws {HandoffError} `INPUT_MALFORMED` for fewer than two candles. */
  constructor({
    symbol,
    candles,
    calendar = calendarOf(symbol),
    maxJump = DEFAULT_MAX_JUMP,
  }: RecordedMarketDataOptions) {
    this.symbol = symbol;
    this.intervalMs = intervalOf(candles);
    this.#observations = observe(candles, { calendar, maxJump, intervalMs: this.intervalMs });
    this.#bars = this.#observations.flatMap((observation) => (observation.kind === "bar" ? [observation.bar] : []));
  }

  get total(): number {
    return this.#observations.length;
  }

  observations(): Iterable<Observation> {
    return this.#observations;
  }

  *barsAfter(time: number): Generator<Bar> {
    for (let index = this.#firstAfter(time); ; index++) {
      const bar = this.#bars[index];
      if (bar === undefined) return;
      yield bar;
    }
  }

  #firstAfter(time: number): number {
    let [low, high] = [0, this.#bars.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bars[middle]?.time ?? Infinity) > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

interface ObservationRules {
  readonly calendar: MarketCalendar;
  readonly maxJump: number;
  readonly intervalMs: number;
}

function observe(candles: readonly Candle[], { maxJump, ...rules }: ObservationRules): readonly Observation[] {
  let previous: Candle | undefined;
  let previousClose: number | undefined;
  return candles.map((candle) => {
    const hole = previous && holeBetween(previous.time, candle.time, rules);
    // Neither across a hole nor after a rejection: a price that has really moved would be refused for ever.
    if (hole !== undefined) previousClose = undefined;
    const reason = implausibility(candle, { previousClose, maxJump });
    if (reason !== undefined) {
      previousClose = undefined;
      return { kind: "rejected", candle, reason };
    }
    previous = candle;
    previousClose = candle.close;
    return { kind: "bar", bar: hole === undefined ? candle : { ...candle, hole } };
  });
}
