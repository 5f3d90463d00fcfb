import { describe, expect, it } from "vitest";
import type { Order } from "../../src/trading/broker.js";
import type { FillModel } from "../../src/trading/fill-model.js";
import { RecordedMarketData } from "../../src/trading/market-data.js";
import { PaperBroker } from "../../src/trading/paper-broker.js";
import { bar, HOUR, START } from "./made-candles.js";

/** A market that rises by one an hour; its fifth hour is missing. */
const candles = [0, 1, 2, 3, 5, 6, 7, 8].map((hour) => {
  const price = 100 + hour;
  return bar({ time: START + hour * HOUR, price, high: price + 0.5, low: price - 0.5 });
});
const order: Order = {
  id: "order-1",
  symbol: "BTC/USDT",
  side: "buy",
  quantity: 10,
  type: "market",
  candleTime: START,
  arrivalPrice: 100,
  stop: 98,
  rewardRisk: 2,
  signalType: "momentum_buy",
};
const free: Partial<FillModel> = { halfSpread: 0, impact: 0, minLatencyMs: 0, maxLatencyMs: 0, feeRate: 0 };
const broker = (model = free) => new PaperBroker(new RecordedMarketData({ symbol: "BTC/USDT", candles }), model);

describe("PaperBroker", () => {
  it("fills an order at the next open and closes it at its target", async () => {
    const result = await broker().submit(order);
    // Entry 101, stop 98, so the target is 101 + 2 × 3 = 107: reached in the hour that opens at 107.
    expect(result).toMatchObject({
      kind: "filled",
      entry: { price: 101, quantity: 10, filledAt: START + HOUR },
      exit: { reason: "target", price: 107 },
    });
  });

  it("leaves a position open where the data end first", async () => {
    expect(await broker().submit({ ...order, stop: 96 })).not.toHaveProperty("exit");
  });

  it.each<[string, Partial<Order>]>([
    ["the next bars are missing", { candleTime: START + 3 * HOUR }],
    ["the data end here", { candleTime: START + 8 * HOUR }],
    ["this market trades BTC/USDT alone", { symbol: "ETH/USDT" }],
    ["the next bar left too little room to the stop", { stop: 100.9, arrivalPrice: 105 }],
  ])("lets an order expire where %s", async (reason, parts) => {
    expect(await broker().submit({ ...order, ...parts })).toEqual({ kind: "expired", reason });
  });

  it("does not fill in a bar that cannot be true", async () => {
    const broken = candles.map((candle, hour) => (hour === 1 ? { ...candle, high: 1 } : candle));
    const data = new RecordedMarketData({ symbol: "BTC/USDT", candles: broken });
    expect(await new PaperBroker(data).submit(order)).toEqual({ kind: "expired", reason: "the next bars are missing" });
  });

  it("trades an id once and answers it again with the first result", async () => {
    const paper = broker();
    expect(await paper.find("order-1")).toBeUndefined();
    const first = await paper.submit(order);
    expect(await paper.submit({ ...order })).toBe(first);
    expect(await paper.find("order-1")).toBe(first);
  });

  it("remembers an order that expired", async () => {
    const paper = broker();
    const first = await paper.submit({ ...order, symbol: "ETH/USDT" });
    expect(await paper.find("order-1")).toBe(first);
  });

  it.each<Partial<Order>>([
    { quantity: 11 },
    { side: "sell" },
    { type: "limit" },
    { limitPrice: 100 },
    { candleTime: START + HOUR },
    { arrivalPrice: 101 },
    { stop: 97 },
    { rewardRisk: 3 },
    { signalType: "reversion_buy" },
    { symbol: "ETH/USDT" },
  ])("refuses an id that comes again with %j", async (parts) => {
    const paper = broker();
    const first = await paper.submit(order);
    const again = paper.submit({ ...order, ...parts });
    await expect(again).rejects.toMatchObject({
      code: "IDEMPOTENCY_CONFLICT",
      message:
        "IDEMPOTENCY_CONFLICT: order order-1 was submitted before with another content. Nothing was traded; derive the id from what makes the order.",
    });
    expect(await paper.find("order-1")).toBe(first);
  });

  it("fills equally in another process and in another run", async () => {
    const random = { halfSpread: 0.0001, impact: 1, minLatencyMs: 50, maxLatencyMs: 250 };
    const first = await broker(random).submit(order);
    expect(await broker(random).submit(order)).toEqual(first);
    expect(await broker(random).submit({ ...order, id: "order-1 of another run" })).toEqual(first);
  });

  it.each([
    [{ halfSpread: -1 }, "halfSpread: expected a number at least 0 and at most 0.1, got -1."],
    [{ maxParticipation: 0 }, "maxParticipation: expected a number above 0 and at most 1, got 0."],
    [{ maxBars: 0 }, "maxBars: expected a whole number at least 1, got 0."],
  ])("refuses the model %j", (model, message) => {
    expect(() => broker(model)).toThrow(`OPTION_INVALID: ${message}`);
  });
});
