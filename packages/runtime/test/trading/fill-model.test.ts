import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Order } from "../../src/trading/broker.js";
import { DEFAULT_FILL_MODEL, drawFor, entryFill, marketPrice, volatilityOf } from "../../src/trading/fill-model.js";
import { fillBreaches } from "./fill-breaches.js";
import { bar, HOUR, START } from "./made-candles.js";

const order: Order = {
  id: "an id",
  symbol: "BTC/USDT",
  side: "buy",
  quantity: 10,
  type: "market",
  candleTime: START - HOUR,
  arrivalPrice: 100,
  stop: 90,
  rewardRisk: 2,
  signalType: "momentum_buy",
};
/** Without chance: what is left can be computed by hand. */
const plain = { ...DEFAULT_FILL_MODEL, minLatencyMs: 0, maxLatencyMs: 0 };

describe("volatilityOf", () => {
  it("is the range over 2 √ln 2", () => {
    // 2 × √0.693147 = 1.665109.
    expect(volatilityOf(bar({ high: 101.665109, low: 100 }))).toBeCloseTo(1, 6);
  });
});

describe("marketPrice", () => {
  const wide = bar({ price: 100, high: 101.665109, low: 98.334891, volume: 400 });

  it("adds half the spread and the square root of the share of the volume", () => {
    // σ = 2; 100 × 1 bp + 2 × √(4 / 400) = 0.01 + 0.2.
    expect(marketPrice({ side: "buy", base: 100, quantity: 4 }, wide, plain)).toBeCloseTo(100.21, 6);
    expect(marketPrice({ side: "sell", base: 100, quantity: 4 }, wide, plain)).toBeCloseTo(99.79, 6);
  });

  it("pays at most what was traded at", () => {
    expect(marketPrice({ side: "buy", base: 101.6, quantity: 40 }, wide, plain)).toBe(wide.high);
    expect(marketPrice({ side: "sell", base: 98.4, quantity: 40 }, wide, plain)).toBe(wide.low);
  });
});

describe("entryFill", () => {
  const entry = (parts: Partial<Order>, at = bar({ price: 100, high: 110, low: 95 }), model = plain) =>
    entryFill({ ...order, ...parts }, { bar: at, intervalMs: HOUR }, model);

  it("fills at the open of the next bar, with spread, impact and fees", () => {
    // σ = 15 / 1.665109 = 9.008420; √(10 / 1,000) = 0.1; 100 + 0.01 + 0.900842; fees 10 × 100.910842 × 0.1 %.
    const fill = entry({});
    if (typeof fill === "string") throw new Error(fill);
    expect(fill.price).toBeCloseTo(100.910842, 5);
    expect(fill.fees).toBeCloseTo(1.00910842, 7);
    expect(fill).toMatchObject({ quantity: 10, filledAt: START, executionTimeMs: 0 });
  });

  it("knows nothing of how the bar goes on", () => {
    const range = { price: 100, high: 110, low: 95 };
    expect(entry({}, bar({ ...range, close: 108 }))).toEqual(entry({}, bar({ ...range, close: 96 })));
  });

  it("fills a tenth of the volume at most", () => {
    expect(entry({ quantity: 1_000 })).toMatchObject({ quantity: 100 });
  });

  it("counts the time from the close of the bar before, a closed exchange included", () => {
    expect(entry({ candleTime: START - 18 * HOUR })).toMatchObject({ executionTimeMs: 17 * HOUR });
  });

  it("is never worse than a limit", () => {
    expect(entry({ type: "limit", limitPrice: 100.5 })).toMatchObject({ price: 100.5 });
    expect(entry({ type: "limit", limitPrice: 99 })).toMatchObject({ price: 99 });
    expect(entry({ type: "limit", limitPrice: 105 })).toMatchObject({ price: expect.closeTo(100.910842, 5) as number });
    expect(entry({ type: "limit", side: "sell", stop: 120, limitPrice: 108 })).toMatchObject({ price: 108 });
  });

  it.each<[string, Partial<Order>, Parameters<typeof bar>[0]]>([
    ["nothing was traded in the next bar", {}, { volume: 0 }],
    ["the limit was not reached in the next bar", { type: "limit", limitPrice: 94 }, {}],
    ["the limit was not reached in the next bar", { type: "limit", side: "sell", stop: 120, limitPrice: 111 }, {}],
    ["a limit order without a limit", { type: "limit" }, {}],
    // A quarter of the planned 10 must be left: 92.5.
    ["the next bar left too little room to the stop", {}, { open: 91, high: 91, low: 91, close: 91 }],
    ["the next bar left too little room to the stop", {}, { open: 89, high: 89, low: 89, close: 89 }],
    ["the next bar left too little room to the stop", { stop: 101 }, {}],
    ["the next bar left too little room to the stop", { side: "sell" }, {}],
  ])("gives none where %s", (reason, parts, candle) => {
    expect(entry(parts, bar({ price: 100, high: 110, low: 95, ...candle }))).toBe(reason);
  });

  const orders = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    type: fc.constantFrom("market" as const, "limit" as const),
    quantity: fc.double({ min: 0.001, max: 10_000, noNaN: true }),
    limitPrice: fc.double({ min: 80, max: 120, noNaN: true }),
    candleTime: fc.nat(1_000_000).map((hours) => hours * HOUR),
    signalType: fc.constantFrom("momentum_buy", "reversion_sell"),
  });
  const bars = fc
    .tuple(
      fc.double({ min: 80, max: 120, noNaN: true }),
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 10_000, noNaN: true }),
    )
    .map(([open, up, down, volume]) => bar({ open, close: open, high: open + up, low: open - down, volume }));

  it("breaches nothing, whatever the order and the bar", () => {
    let fills = 0;
    fc.assert(
      fc.property(orders, bars, (parts, at) => {
        const given = { ...order, ...parts, stop: parts.side === "buy" ? 50 : 150 };
        const fill = entry(given, at, DEFAULT_FILL_MODEL);
        if (typeof fill === "string") return;
        fills++;
        expect(fillBreaches(fill, given, at)).toEqual([]);
        expect(entry({ ...given, id: "of another run" }, at, DEFAULT_FILL_MODEL)).toEqual(fill);
      }),
      { numRuns: 1_000 },
    );
    expect(fills).toBeGreaterThan(300);
  });

  it.each([
    ["outside the range of the bar", { price: 110.01 }],
    ["outside the range of the bar", { price: 94.99 }],
    ["more than a tenth of the volume", { quantity: 100.01 }],
    ["more than was ordered", { quantity: 100.01 }],
    ["a fill of nothing", { quantity: 0 }],
    ["worse than the limit", { price: 101.01 }],
  ])("would be caught with a fill that is %s", (breach, parts) => {
    const fill = { quantity: 10, price: 100, fees: 1, filledAt: START, executionTimeMs: 0, ...parts };
    const limited: Order = { ...order, quantity: 100, type: "limit", limitPrice: 101 };
    expect(fillBreaches(fill, limited, bar({ price: 100, high: 110, low: 95 }))).toContain(breach);
  });
});

describe("drawFor", () => {
  it("follows from what makes the order, not from its id", () => {
    expect(drawFor({ ...order, id: "another", quantity: 1 }, DEFAULT_FILL_MODEL)).toEqual(
      drawFor(order, DEFAULT_FILL_MODEL),
    );
    expect(drawFor({ ...order, candleTime: START }, DEFAULT_FILL_MODEL)).not.toEqual(
      drawFor(order, DEFAULT_FILL_MODEL),
    );
  });

  it("keeps the latency within its bounds and the drift without a bias", () => {
    const draws = Array.from({ length: 4_000 }, (_, hour) =>
      drawFor({ ...order, candleTime: hour * HOUR }, DEFAULT_FILL_MODEL),
    );
    expect(draws.every(({ latencyMs }) => latencyMs >= 50 && latencyMs < 250)).toBe(true);
    const mean = draws.reduce((sum, { z }) => sum + z, 0) / draws.length;
    const variance = draws.reduce((sum, { z }) => sum + z * z, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
