import { describe, expect, it } from "vitest";
import {
  arrivalPriceOf,
  brierScore,
  type ClosedTrade,
  gradeExecution,
  type GradedFill,
  gradeOutcome,
  slippageBps,
} from "../../src/trading/grading.js";

describe("slippageBps", () => {
  it("is positive where it costs", () => {
    expect(slippageBps("buy", 101, 100)).toBe(100);
    expect(slippageBps("buy", 99, 100)).toBe(-100);
    expect(slippageBps("sell", 99, 100)).toBe(100);
    expect(slippageBps("sell", 101, 100)).toBe(-100);
  });

  it("leads back to the arrival price", () => {
    expect(arrivalPriceOf("buy", 101, 100)).toBeCloseTo(100, 10);
    expect(arrivalPriceOf("sell", 99, 100)).toBeCloseTo(100, 10);
  });
});

describe("gradeExecution", () => {
  const fill: GradedFill = {
    ...{ side: "buy", quantity: 10, requestedQuantity: 10, price: 100.1, arrivalPrice: 100, fees: 1.5 },
  };

  it("adds fees to slippage", () => {
    // 10 bp of slippage and 1.5 / 1,000 = 15 bp of fees; 1 / (1 + 25 / 25) = 0.5.
    const grade = gradeExecution(fill);
    expect(grade.implementationShortfallBps).toBeCloseTo(25, 9);
    expect(grade.score).toBeCloseTo(0.5, 9);
    expect(grade.fillRatio).toBe(1);
  });

  it("counts the unfilled part at the fill price", () => {
    // (0.1 × 40 + 1.5) / (40 × 100) = 13.75 bp; a quarter filled: 0.25 / (1 + 13.75 / 25).
    const grade = gradeExecution({ ...fill, requestedQuantity: 40 });
    expect(grade.implementationShortfallBps).toBeCloseTo(13.75, 9);
    expect(grade.fillRatio).toBe(0.25);
    expect(grade.score).toBeCloseTo(0.25 / 1.55, 9);
  });

  it("gives a gain no more than full marks", () => {
    const grade = gradeExecution({ ...fill, price: 99, fees: 0 });
    expect(grade.implementationShortfallBps).toBeCloseTo(-100, 9);
    expect(grade.score).toBe(1);
  });

  it("sees a sale the other way round", () => {
    expect(gradeExecution({ ...fill, side: "sell", price: 99.9 }).implementationShortfallBps).toBeCloseTo(25, 9);
  });
});

describe("gradeOutcome", () => {
  const trade: ClosedTrade = {
    ...{ side: "buy", quantity: 10, entryPrice: 100, exitPrice: 115, fees: 10, stop: 95 },
    ...{ rewardRisk: 3, highest: 118, lowest: 97 },
  };

  it("measures in units of the risk taken", () => {
    // R = 5 × 10 = 50; 15 × 10 − 10 = 140 = 2.8 R; MFE 18 / 5, MAE 3 / 5; score (2.8 + 1) / (3 + 1).
    expect(gradeOutcome(trade)).toEqual({
      realisedPnl: 140,
      realisedR: 2.8,
      mfeR: 3.6,
      maeR: 0.6,
      won: true,
      score: 0.95,
    });
  });

  it("sees a short position the other way round", () => {
    // R = 50; (100 − 110) × 10 − 10 = −110 = −2.2 R; the score does not go below 0.
    expect(gradeOutcome({ ...trade, side: "sell", stop: 105, exitPrice: 110, highest: 112, lowest: 98 })).toEqual({
      realisedPnl: -110,
      realisedR: -2.2,
      mfeR: 0.4,
      maeR: 2.4,
      won: false,
      score: 0,
    });
  });

  it("wins only after fees", () => {
    expect(gradeOutcome({ ...trade, exitPrice: 101 })).toMatchObject({ realisedPnl: 0, won: false });
    expect(gradeOutcome({ ...trade, exitPrice: 101, fees: 9 })).toMatchObject({ realisedPnl: 1, won: true });
  });

  it("has no negative excursions", () => {
    expect(gradeOutcome({ ...trade, highest: 99, lowest: 101 })).toMatchObject({ mfeR: 0, maeR: 0 });
  });

  it.each([100, 101])("grades nothing where the stop %d is not on the losing side", (stop) => {
    expect(gradeOutcome({ ...trade, stop })).toBeUndefined();
  });
});

describe("brierScore", () => {
  it("is the squared error", () => {
    expect(brierScore(0.75, true)).toBe(0.0625);
    expect(brierScore(0.75, false)).toBe(0.5625);
  });
});
