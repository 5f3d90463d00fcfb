import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candle } from "../../src/trading/candle.js";
import { RecordedMarketData } from "../../src/trading/market-data.js";
import { bar, HOUR, START, walk } from "./made-candles.js";

const series = (prices: readonly number[]): Candle[] =>
  prices.map((price, index) => bar({ price, time: START + index * HOUR }));

function observed(candles: readonly Candle[], symbol = "BTC/USDT"): string[] {
  const data = new RecordedMarketData({ symbol, candles });
  return [...data.observations()].map((observation) => {
    if (observation.kind === "rejected") return `rejected ${String(observation.candle.close)}`;
    const { close, hole } = observation.bar;
    return hole === undefined ? String(close) : `${String(close)} after ${String(hole.missing)}`;
  });
}

describe("RecordedMarketData", () => {
  it("rejects a jump, then neither compares across it nor bridges it", () => {
    expect(observed(series([100, 101, 500, 102]))).toEqual(["100", "101", "rejected 500", "102 after 1"]);
  });

  it("believes a price that has really moved, after one rejection", () => {
    expect(observed(series([100, 500, 505, 510]))).toEqual(["100", "rejected 500", "505 after 1", "510"]);
  });

  it("compares with no price from before a hole", () => {
    const candles = series([100, 101, 0, 0, 200, 201]).filter(({ close }) => close > 0);
    expect(observed(candles)).toEqual(["100", "101", "200 after 2", "201"]);
  });

  it("takes a rejected hour of a session for an hour without a trade", () => {
    expect(observed(series([100, 500, 505]), "URTH")).toEqual(["100", "rejected 500", "505"]);
  });

  it("gives the bars after a time, without those that cannot be true", () => {
    const data = new RecordedMarketData({ symbol: "BTC/USDT", candles: series([100, 101, 500, 102, 103]) });
    const closes = (time: number) => [...data.barsAfter(time)].map(({ close }) => close);
    expect(closes(START - 1)).toEqual([100, 101, 102, 103]);
    expect(closes(START)).toEqual([101, 102, 103]);
    expect(closes(START + HOUR)).toEqual([102, 103]);
    expect(closes(START + 4 * HOUR)).toEqual([]);
  });

  it("says of a candle only what follows from those before it", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 60 }), (seed, length) => {
        const candles = walk(60, { seed, move: 0.4 });
        const whole = new RecordedMarketData({ symbol: "BTC/USDT", candles });
        const part = new RecordedMarketData({ symbol: "BTC/USDT", candles: candles.slice(0, length) });
        expect([...part.observations()]).toEqual([...whole.observations()].slice(0, length));
      }),
    );
  });
});
