import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beliefOf, breakEvenProbability } from "../../src/trading/belief.js";

describe("beliefOf", () => {
  it("believes in break-even while nothing is known", () => {
    // 1 / (1 + 3) = 0.25.
    expect(breakEvenProbability(3)).toBe(0.25);
    expect(beliefOf({ wins: 0, losses: 0 }, 3)).toEqual({ winProbability: 0.25, multiplier: 1 });
  });

  it("weighs the prior as ten outcomes", () => {
    // (10 × 0.25 + 3) / (10 + 3 + 7) = 5.5 / 20 = 0.275; 0.275 / 0.25 = 1.1.
    const belief = beliefOf({ wins: 3, losses: 7 }, 3);
    expect(belief.winProbability).toBe(0.275);
    expect(belief.multiplier).toBeCloseTo(1.1, 12);
  });

  it("neither silences nor overrates", () => {
    expect(beliefOf({ wins: 0, losses: 1_000 }, 3).multiplier).toBe(0.5);
    expect(beliefOf({ wins: 1_000, losses: 0 }, 3).multiplier).toBe(1.25);
  });

  const counts = fc.record({ wins: fc.nat(10_000), losses: fc.nat(10_000) });
  const rewardRisk = fc.double({ min: 0.1, max: 20, noNaN: true });

  it("stays within its bounds", () => {
    fc.assert(
      fc.property(counts, rewardRisk, (given, rr) => {
        const { winProbability, multiplier } = beliefOf(given, rr);
        expect(winProbability).toBeGreaterThan(0);
        expect(winProbability).toBeLessThan(1);
        expect(multiplier).toBeGreaterThanOrEqual(0.5);
        expect(multiplier).toBeLessThanOrEqual(1.25);
      }),
    );
  });

  it("rises with a win and falls with a loss", () => {
    fc.assert(
      fc.property(counts, rewardRisk, ({ wins, losses }, rr) => {
        const { winProbability } = beliefOf({ wins, losses }, rr);
        expect(beliefOf({ wins: wins + 1, losses }, rr).winProbability).toBeGreaterThan(winProbability);
        expect(beliefOf({ wins, losses: losses + 1 }, rr).winProbability).toBeLessThan(winProbability);
      }),
    );
  });
});
