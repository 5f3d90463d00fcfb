import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RISK_LIMITS, resolveRiskLimits, sizePosition } from "../../src/trading/position-sizing.js";

describe("sizePosition", () => {
  it("loses one hundredth of equity at the stop", () => {
    // 100,000 × 1 % / (2 × 25) = 20 units; 20 × 100 / 100,000 = 2 % of equity.
    expect(sizePosition({ side: "buy", price: 100, atr: 25, sizeMultiplier: 1 }, DEFAULT_RISK_LIMITS)).toEqual({
      quantity: 20,
      stop: 50,
      positionSize: 0.02,
    });
  });

  it("puts the stop of a sale above the price", () => {
    expect(sizePosition({ side: "sell", price: 100, atr: 25, sizeMultiplier: 1 }, DEFAULT_RISK_LIMITS).stop).toBe(150);
  });

  it("holds at most a quarter of equity", () => {
    // 1,000 / (2 × 0.1) = 5,000 units of 100 each would be 500,000; 25,000 / 100 = 250.
    expect(sizePosition({ side: "buy", price: 100, atr: 0.1, sizeMultiplier: 1 }, DEFAULT_RISK_LIMITS)).toEqual({
      quantity: 250,
      stop: 99.8,
      positionSize: 0.25,
    });
  });

  it("rounds down to lots", () => {
    // 1,000 / (2 × 1.5) = 333.33…, at most 250 of 100 each; a third of it is 83.333…
    const limits = { ...DEFAULT_RISK_LIMITS, lotsPerUnit: 100 };
    expect(sizePosition({ side: "buy", price: 100, atr: 1.5, sizeMultiplier: 1 / 3 }, limits).quantity).toBe(83.33);
  });

  it("is nothing where not even one lot is allowed", () => {
    const limits = { ...DEFAULT_RISK_LIMITS, lotsPerUnit: 1 };
    expect(sizePosition({ side: "buy", price: 60_000, atr: 900, sizeMultiplier: 1 }, limits).quantity).toBe(0);
  });

  it("stays within the limits, whatever is asked for", () => {
    const request = fc.record({
      side: fc.constantFrom("buy" as const, "sell" as const),
      price: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      atr: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      sizeMultiplier: fc.double({ min: -10, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(request, (asked) => {
        const { equity, riskPerTrade, maxPosition, lotsPerUnit } = DEFAULT_RISK_LIMITS;
        const { quantity, stop } = sizePosition(asked, DEFAULT_RISK_LIMITS);
        const rounding = 1 + 1e-9;
        expect(quantity).toBeGreaterThanOrEqual(0);
        expect(quantity * asked.price).toBeLessThanOrEqual(equity * maxPosition * rounding);
        expect(quantity * 2 * asked.atr).toBeLessThanOrEqual(equity * riskPerTrade * rounding);
        expect(Math.round(quantity * lotsPerUnit) / lotsPerUnit).toBe(quantity);
        expect(asked.side === "buy" ? stop < asked.price : stop > asked.price).toBe(true);
      }),
    );
  });
});

describe("resolveRiskLimits", () => {
  it("completes what is given by the defaults", () => {
    expect(resolveRiskLimits({ equity: 5_000 })).toEqual({ ...DEFAULT_RISK_LIMITS, equity: 5_000 });
  });

  it.each([
    [{ equity: 0 }, "equity: expected a number above 0, got 0."],
    [{ riskPerTrade: 1.5 }, "riskPerTrade: expected a number above 0 and at most 1, got 1.5."],
    [{ maxPosition: -1 }, "maxPosition: expected a number above 0 and at most 1, got -1."],
    [{ stopAtrs: NaN }, "stopAtrs: expected a number above 0, got NaN."],
    [{ rewardRisk: Infinity }, "rewardRisk: expected a number above 0, got Infinity."],
    [{ floorSize: 0 }, "floorSize: expected a number above 0 and at most 1, got 0."],
    [{ lotsPerUnit: 0.5 }, "lotsPerUnit: expected a whole number at least 1, got 0.5."],
    [{ lotsPerUnit: 1.5 }, "lotsPerUnit: expected a whole number at least 1, got 1.5."],
  ])("refuses %j", (limits, message) => {
    expect(() => resolveRiskLimits(limits)).toThrow(`OPTION_INVALID: ${message}`);
  });
});
