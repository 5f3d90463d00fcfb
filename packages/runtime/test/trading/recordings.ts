import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CandleInput, readCandles } from "../../src/trading/candle-files.js";

/** A series of real candles, and what is known of it. */
export interface Recording {
  readonly name: string;
  readonly symbol: string;
  /** Path or glob, absolute. */
  readonly pattern: string;
  readonly candles: number;
  readonly intervalMs: number;
  /** Missing bars of each hole. */
  readonly holes: readonly number[];
  /** Whether it is on this machine. */
  readonly present: boolean;
}

const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));

/** Hourly candles of an exchange-traded fund, in an npm package: everywhere. They leave out the year 2023. */
export const URTH: Recording = {
  name: "URTH 1h",
  symbol: "URTH",
  pattern: `${REPOSITORY}node_modules/@typedtrader/candles/json/urth-*-1h.json`,
  candles: 4172,
  intervalMs: 3_600_000,
  holes: [8825],
  present: true,
};

/** Beside the checkout, not in it. */
export const SHARED_RECORDINGS: readonly Recording[] = [
  shared({
    name: "BTC/USDT 1h",
    symbol: "BTC/USDT",
    file: "BTCUSDT-1h-binance-20201117_20210516.csv",
    candles: 4309,
    intervalMs: 3_600_000,
    holes: [1, 3, 1, 1, 1, 2, 3],
  }),
  shared({
    name: "BTC/USDT 1m",
    symbol: "BTC/USDT",
    file: "BTCUSDT-1m-binance-20210219_20210225.csv",
    candles: 10_080,
    intervalMs: 60_000,
    holes: [],
  }),
  shared({
    name: "BTC/USD 4h",
    symbol: "BTC/USD",
    file: "BTCUSD-4h-coinbase-20230101_20251028.csv",
    candles: 6186,
    intervalMs: 14_400_000,
    holes: [1],
  }),
];

function shared({ file, ...rest }: Omit<Recording, "pattern" | "present"> & { readonly file: string }): Recording {
  const pattern = `${REPOSITORY}../shared/data/candles/${file}`;
  const present = existsSync(pattern);
  return {
    ...rest,
    pattern,
    present,
  };
}

/** The candles of a recording. */
export function candlesOf({ pattern }: Recording): Promise<CandleInput> {
  return readCandles(pattern);
}
