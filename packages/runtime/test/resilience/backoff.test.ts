import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "../../src/resilience/backoff.js";

describe("backoffMs", () => {
  it("doubles its ceiling from retry to retry", () => {
    const ceilings = [1, 2, 3, 4].map((retry) => backoffMs(retry, 1, { initialMs: 100, maxMs: 10_000 }));
    expect(ceilings).toEqual([100, 200, 400, 800]);
  });

  it("stays at the longest delay", () => {
    expect(backoffMs(60, 1, { initialMs: 100, maxMs: 10_000 })).toBe(10_000);
    expect(backoffMs(5_000, 1, { initialMs: 100, maxMs: 10_000 })).toBe(10_000);
  });

  it("draws uniformly below the ceiling", () => {
    expect(backoffMs(3, 0.25, { initialMs: 100, maxMs: 10_000 })).toBe(100);
  });

  it("is a whole number of milliseconds between 0 and the longest delay, always", () => {
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), draw, (retry, random) => {
        const delay = backoffMs(retry, random);
        expect(Number.isInteger(delay) && delay >= 0 && delay <= 10_000).toBe(true);
      }),
    );
  });
});
