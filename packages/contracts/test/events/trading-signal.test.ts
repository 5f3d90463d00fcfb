import { FieldName, tradingSignal } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { indicators, signalPayload as data } from "../signal-payload.js";
import { faultPath } from "./payload-borders.js";

const withIndicator = (changes: object) => ({ [FieldName.INDICATORS]: { ...indicators, ...changes } });

describe("trading_signal", () => {
  it.each([
    ["the document's fields alone", {}],
    ["confidence at its borders", { [FieldName.CONFIDENCE]: 0 }],
    ["an RSI of 100", withIndicator({ [FieldName.RSI]: 100 })],
    ["no volume", withIndicator({ [FieldName.VOLUME_SPIKE]: 0 })],
    ["what is ours", { ...withIndicator({ [FieldName.ATR]: 12.5 }), [FieldName.PRICE]: 43250.75 }],
    ["a bar", { [FieldName.CANDLE_TIME]: "2026-03-31T12:00:00Z" }],
  ])("takes %s", (_, changes) => {
    expect(faultPath(tradingSignal, { ...data, ...changes })).toBeUndefined();
  });

  it.each([
    ["symbol", { [FieldName.SYMBOL]: "" }],
    ["signal_type", { [FieldName.SIGNAL_TYPE]: "" }],
    ["confidence", { [FieldName.CONFIDENCE]: 1.01 }],
    ["confidence", { [FieldName.CONFIDENCE]: -0.01 }],
    ["indicators.rsi", withIndicator({ [FieldName.RSI]: 100.1 })],
    ["indicators.macd_cross", withIndicator({ [FieldName.MACD_CROSS]: 1 })],
    ["indicators.volume_spike", withIndicator({ [FieldName.VOLUME_SPIKE]: -1 })],
    ["indicators.atr", withIndicator({ [FieldName.ATR]: 0 })],
    ["indicators.price", withIndicator({ [FieldName.PRICE]: 1 })],
    ["price", { [FieldName.PRICE]: 0 }],
    ["candle_time", { [FieldName.CANDLE_TIME]: "2026-03-31T12:00:00+02:00" }],
  ])("refuses a bad %s", (path, changes) => {
    expect(faultPath(tradingSignal, { ...data, ...changes })).toBe(path);
  });
});
