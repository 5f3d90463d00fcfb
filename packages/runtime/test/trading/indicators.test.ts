import { describe, expect, it } from "vitest";
import type { Candle } from "../../src/trading/candle.js";
import { Indicators, type IndicatorValues, WARM_UP_BARS } from "../../src/trading/indicators.js";
import { bar, walk } from "./made-candles.js";

function valuesOver(candles: readonly Candle[], indicators = new Indicators()): (IndicatorValues | undefined)[] {
  return candles.map((candle) => indicators.update(candle));
}

describe("Indicators", () => {
  it("is silent for 150 bars", () => {
    const values = valuesOver(walk(152));
    expect(WARM_UP_BARS).toBe(150);
    expect(values.findIndex((value) => value !== undefined)).toBe(150);
  });

  it("would speak from the 26th bar on without a warm-up", () => {
    expect(valuesOver(walk(60), new Indicators(0)).findIndex((value) => value !== undefined)).toBe(25);
  });

  it("divides the volume by the mean of the 20 bars before, its own apart", () => {
    const candles = [...walk(160).map((candle) => ({ ...candle, volume: 200 })), bar({ volume: 500 })];
    expect(valuesOver(candles).at(-1)?.volumeSpike).toBe(2.5);
  });

  it("calls the volume 0 times the usual where the usual is none", () => {
    const candles = walk(160).map((candle) => ({ ...candle, volume: 0 }));
    expect(valuesOver(candles).at(-1)?.volumeSpike).toBe(0);
  });

  it("follows the definition of RSI", () => {
    // Up 1, down 1, in turn: after n bars Wilder's averages alternate around equal gains and losses.
    const candles = Array.from({ length: 600 }, (_, index) => bar({ price: 100 + (index % 2) }));
    const last = valuesOver(candles).at(-1);
    // The bar rose: gain g = (13 l + 1) / 14 and loss l = 13 g / 14, so RS = g / l = 14 / 13 and RSI = 100 × 14 / 27.
    expect(last?.rsi).toBeCloseTo((100 * 14) / 27, 9);
    expect(last?.previousRsi).toBeCloseTo((100 * 13) / 27, 9);
  });

  it("follows the definition of the average true range", () => {
    const candles = Array.from({ length: 200 }, () => bar({ price: 100, high: 103, low: 99 }));
    expect(valuesOver(candles).at(-1)?.atr).toBeCloseTo(4, 9);
  });

  it("sees MACD cross once where the trend turns", () => {
    const down = Array.from({ length: 200 }, (_, index) => bar({ price: 1_000 - index }));
    const up = Array.from({ length: 40 }, (_, index) => bar({ price: 801 + 3 * index }));
    const crosses = valuesOver([...down, ...up]).slice(200);
    expect(crosses.filter((value) => value?.macdCross === "up")).toHaveLength(1);
    expect(crosses.filter((value) => value?.macdCross === "down")).toHaveLength(0);
  });
});
