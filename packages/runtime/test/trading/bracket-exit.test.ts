import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exitOf, type Position } from "../../src/trading/bracket-exit.js";
import type { Candle } from "../../src/trading/candle.js";
import { DEFAULT_FILL_MODEL } from "../../src/trading/fill-model.js";
import { HOUR, START, walk } from "./made-candles.js";

/** Without spread and impact: a fill is what it is meant for. */
const model = { ...DEFAULT_FILL_MODEL, halfSpread: 0, impact: 0, maxBars: 4 };
const long: Position = { side: "buy", quantity: 10, entryPrice: 100, stop: 90, target: 120, latencyMs: 100 };
const short: Position = { ...long, side: "sell", stop: 110, target: 80 };

/** Bars by their four prices, an hour apart. */
function hours(...prices: readonly (readonly [number, number, number, number, number?])[]): Candle[] {
  return prices.map(([open, high, low, close, volume = 1_000], index) => ({
    ...{ time: START + index * HOUR, open, high, low, close, volume },
  }));
}

const exit = (position: Position, bars: readonly Candle[], given = model) =>
  exitOf(position, bars, { model: given, intervalMs: HOUR });

describe("exitOf", () => {
  it("leaves a position open where nothing closes it", () => {
    expect(exit(long, hours([100, 105, 95, 101], [101, 106, 96, 100]))).toBeUndefined();
  });

  it("stops at the stop", () => {
    expect(exit(long, hours([100, 105, 95, 101], [101, 103, 89, 91]))).toEqual({
      reason: "stop",
      triggerPrice: 90,
      quantity: 10,
      price: 90,
      fees: 0.9,
      // By the end of the second hour.
      filledAt: START + 2 * HOUR,
      executionTimeMs: 100,
      highest: 105,
      lowest: 90,
    });
  });

  it("takes the target at the target", () => {
    const found = exit(long, hours([100, 105, 95, 101], [101, 125, 97, 124]));
    expect(found).toMatchObject({ reason: "target", price: 120, triggerPrice: 120, highest: 120, lowest: 95 });
  });

  it("does the same for a short position", () => {
    expect(exit(short, hours([100, 111, 95, 101]))).toMatchObject({ reason: "stop", price: 110 });
    expect(exit(short, hours([100, 105, 79, 101]))).toMatchObject({ reason: "target", price: 80 });
  });

  it("takes the stop where stop and target lie in one bar", () => {
    expect(exit(long, hours([100, 130, 80, 100]))).toMatchObject({ reason: "stop", price: 90 });
    expect(exit(short, hours([100, 130, 70, 100]))).toMatchObject({ reason: "stop", price: 110 });
  });

  it("fills at the open where the bar opens beyond the stop", () => {
    const found = exit(long, hours([100, 105, 95, 101], [85, 95, 70, 93]));
    expect(found).toMatchObject({ reason: "stop", triggerPrice: 90, price: 85, lowest: 85, highest: 105 });
    expect(found?.filledAt).toBe(START + HOUR + 100);
  });

  it("fills at the open where the bar opens beyond the target", () => {
    expect(exit(long, hours([100, 105, 95, 101], [125, 130, 80, 93]))).toMatchObject({
      reason: "target",
      triggerPrice: 120,
      price: 125,
    });
  });

  it("closes at the close of the last permitted bar", () => {
    const quiet = [100, 105, 95, 101] as const;
    expect(exit(long, hours(quiet, quiet, quiet))).toBeUndefined();
    expect(exit(long, hours(quiet, quiet, quiet, [100, 107, 93, 102]))).toMatchObject({
      reason: "time",
      triggerPrice: 102,
      price: 102,
      highest: 107,
      lowest: 93,
      filledAt: START + 4 * HOUR,
    });
  });

  it("touches nothing in a bar without volume, and goes at the next open", () => {
    const found = exit(long, hours([100, 105, 95, 101], [101, 101, 80, 101, 0], [88, 95, 85, 93]));
    expect(found).toMatchObject({ reason: "stop", price: 88, filledAt: START + 2 * HOUR + 100 });
  });

  it("works off what a thin bar cannot take at the opens that follow", () => {
    // 4 at 90, then 6 of 10 at the open of 84: (360 + 504) / 10.
    const found = exit(long, hours([100, 105, 95, 101], [101, 103, 89, 91, 40], [84, 99, 60, 95]));
    expect(found?.price).toBeCloseTo(86.4, 12);
    expect(found).toMatchObject({ reason: "stop", lowest: 84, filledAt: START + 2 * HOUR + 100 });
    // From the end of the second hour to a tenth of a second into the third, and the latency of the first part.
    expect(found?.executionTimeMs).toBe(200);
  });

  it("stays open where the data end before it is worked off", () => {
    expect(exit(long, hours([100, 105, 95, 101], [101, 103, 89, 91, 40]))).toBeUndefined();
  });

  it("pays spread and impact at a stop, none at a target", () => {
    // Half spread 1 bp of 90: 0.009; σ = 14 / 1.665109 = 8.407858; × √(10 / 1,000) = 0.840786.
    const costly = { ...DEFAULT_FILL_MODEL, impact: 1 };
    expect(exit(long, hours([100, 103, 89, 91]), costly)?.price).toBeCloseTo(90 - 0.009 - 0.840786, 5);
    expect(exit(long, hours([100, 121, 99, 91]), costly)?.price).toBe(120);
  });

  it("is filled within what was traded, at most a tenth of the volume a bar", () => {
    const positions = fc.record({
      side: fc.constantFrom("buy" as const, "sell" as const),
      quantity: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
      distance: fc.double({ min: 0.1, max: 5, noNaN: true }),
      seed: fc.integer(),
    });
    let exits = 0;
    fc.assert(
      fc.property(positions, ({ side, quantity, distance, seed }) => {
        const bars = walk(80, { seed });
        const sign = side === "buy" ? 1 : -1;
        const [stop, target] = [100 - sign * distance, 100 + sign * 2 * distance];
        const found = exit({ side, quantity, entryPrice: 100, stop, target, latencyMs: 100 }, bars, DEFAULT_FILL_MODEL);
        if (found === undefined) return;
        exits++;
        const open = bars.filter(({ time }) => time <= found.filledAt);
        expect(found.price).toBeLessThanOrEqual(Math.max(...open.map(({ high }) => high)));
        expect(found.price).toBeGreaterThanOrEqual(Math.min(...open.map(({ low }) => low)));
        expect(found.quantity).toBeLessThanOrEqual(open.reduce((sum, { volume }) => sum + volume * 0.1, 0));
        expect(found.highest).toBeGreaterThanOrEqual(found.price);
        expect(found.lowest).toBeLessThanOrEqual(found.price);
      }),
      { numRuns: 500 },
    );
    expect(exits).toBeGreaterThan(250);
  });
});
