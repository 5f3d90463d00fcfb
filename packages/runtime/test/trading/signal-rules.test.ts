import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IndicatorValues } from "../../src/trading/indicators.js";
import { signalOf } from "../../src/trading/signal-rules.js";

const quiet: IndicatorValues = { rsi: 55, previousRsi: 55, macdCross: "none", volumeSpike: 1, atr: 1 };

describe("signalOf", () => {
  it.each<[string, Partial<IndicatorValues>, string | undefined]>([
    ["nothing happens", {}, undefined],
    ["MACD crosses up above the middle", { macdCross: "up" }, "momentum_buy"],
    ["MACD crosses up below the middle", { macdCross: "up", rsi: 49 }, undefined],
    ["MACD crosses up on thin volume", { macdCross: "up", volumeSpike: 0.79 }, undefined],
    ["MACD crosses down below the middle", { macdCross: "down", rsi: 45 }, "momentum_sell"],
    ["MACD crosses down above the middle", { macdCross: "down", rsi: 51 }, undefined],
    ["RSI falls below 30", { previousRsi: 31, rsi: 29 }, "reversion_buy"],
    ["RSI stays below 30", { previousRsi: 29, rsi: 28 }, undefined],
    ["RSI falls below 30 on thin volume", { previousRsi: 31, rsi: 29, volumeSpike: 0.99 }, undefined],
    ["RSI rises above 70", { previousRsi: 69, rsi: 71 }, "reversion_sell"],
    ["RSI stays above 70", { previousRsi: 71, rsi: 72 }, undefined],
    ["both at once", { macdCross: "up", previousRsi: 69, rsi: 71 }, "momentum_buy"],
    ["there is no range to set a stop by", { macdCross: "up", atr: 0 }, undefined],
  ])("where %s", (_, values, signalType) => {
    expect(signalOf({ ...quiet, ...values })?.signalType).toBe(signalType);
  });

  it("is the more confident the stronger the move and the volume", () => {
    // 0.35 + 0.125 × (60 − 50) / 20 + 0.125 × (2 − 1) / 2 = 0.475.
    expect(signalOf({ ...quiet, macdCross: "up", rsi: 60, volumeSpike: 2 })?.confidence).toBe(0.475);
    // 0.35 + 0.125 × (30 − 25) / 10 + 0.125 × (1 − 1) / 2 = 0.4125.
    expect(signalOf({ ...quiet, previousRsi: 30, rsi: 25 })?.confidence).toBe(0.4125);
  });

  it("claims a MACD cross only where it rests on one", () => {
    expect(signalOf({ ...quiet, macdCross: "up" })?.macdCross).toBe(true);
    expect(signalOf({ ...quiet, previousRsi: 31, rsi: 29, macdCross: "down", volumeSpike: 1 })?.signalType).toBe(
      "momentum_sell",
    );
    expect(signalOf({ ...quiet, previousRsi: 31, rsi: 29 })?.macdCross).toBe(false);
  });

  it("keeps its confidence between 0.35 and 0.6", () => {
    const values = fc.record({
      rsi: fc.double({ min: 0, max: 100, noNaN: true }),
      previousRsi: fc.double({ min: 0, max: 100, noNaN: true }),
      macdCross: fc.constantFrom("up" as const, "down" as const, "none" as const),
      volumeSpike: fc.double({ min: 0, max: 1_000, noNaN: true }),
      atr: fc.double({ min: 0, max: 1_000, noNaN: true }),
    });
    fc.assert(
      fc.property(values, (given) => {
        const { confidence } = signalOf(given) ?? { confidence: 0.35 };
        expect(confidence).toBeGreaterThanOrEqual(0.35);
        expect(confidence).toBeLessThanOrEqual(0.6);
      }),
    );
  });
});
