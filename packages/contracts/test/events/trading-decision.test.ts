import { FieldName, tradingDecision } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultPath } from "./payload-borders.js";

const metrics = { [FieldName.ATR_STOP]: 42000, [FieldName.POSITION_SIZE_PCT]: 0.05, [FieldName.RR_RATIO]: 2 };
const unsized = {
  [FieldName.SYMBOL]: "BTC/USD",
  [FieldName.ACTION]: "buy",
  [FieldName.QUANTITY]: 0.1,
  [FieldName.ORDER_TYPE]: "market",
  [FieldName.REASONING]: "Momentum signal with RSI oversold",
  [FieldName.CONFIDENCE]: 0.82,
};
const buy = { ...unsized, [FieldName.RISK_METRICS]: metrics };
const withMetric = (changes: object) => ({ [FieldName.RISK_METRICS]: { ...metrics, ...changes } });

describe("trading_decision", () => {
  it("takes a hold of nothing without risk figures", () => {
    expect(
      faultPath(tradingDecision, { ...unsized, [FieldName.ACTION]: "hold", [FieldName.QUANTITY]: 0 }),
    ).toBeUndefined();
  });

  it.each([
    ["the document's fields alone", {}],
    ["a limit order", { [FieldName.ORDER_TYPE]: "limit", [FieldName.LIMIT_PRICE]: 43000 }],
    ["all of the equity", withMetric({ [FieldName.POSITION_SIZE_PCT]: 1 })],
    ["what is ours", { [FieldName.SIGNAL_TYPE]: "momentum_buy", [FieldName.PRICE]: 43250.75 }],
    ["a bar", { [FieldName.CANDLE_TIME]: "2026-03-31T12:00:00Z" }],
  ])("takes %s", (_, changes) => {
    expect(faultPath(tradingDecision, { ...buy, ...changes })).toBeUndefined();
  });

  it.each([
    ["symbol", { [FieldName.SYMBOL]: "" }],
    ["action", { [FieldName.ACTION]: "short" }],
    ["side", { [FieldName.SIDE]: "buy" }],
    ["quantity", { [FieldName.QUANTITY]: -0.1 }],
    ["order_type", { [FieldName.ORDER_TYPE]: "stop" }],
    ["limit_price", { [FieldName.LIMIT_PRICE]: 0 }],
    ["reasoning", { [FieldName.REASONING]: null }],
    ["confidence", { [FieldName.CONFIDENCE]: 82 }],
    ["risk_metrics.atr_stop", withMetric({ [FieldName.ATR_STOP]: 0 })],
    ["risk_metrics.position_size_pct", withMetric({ [FieldName.POSITION_SIZE_PCT]: 5 })],
    ["risk_metrics.rr_ratio", withMetric({ [FieldName.RR_RATIO]: 0 })],
    ["signal_type", { [FieldName.SIGNAL_TYPE]: "" }],
    ["price", { [FieldName.PRICE]: 0 }],
    ["candle_time", { [FieldName.CANDLE_TIME]: "today" }],
  ])("refuses a bad %s", (path, changes) => {
    expect(faultPath(tradingDecision, { ...buy, ...changes })).toBe(path);
  });
});
