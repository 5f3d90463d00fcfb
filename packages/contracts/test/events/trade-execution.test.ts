import { FieldName, tradeExecution } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultPath } from "./payload-borders.js";

const fill = {
  [FieldName.ORDER_ID]: "uuid",
  [FieldName.SYMBOL]: "BTC/USD",
  [FieldName.SIDE]: "buy",
  [FieldName.QUANTITY]: 0.1,
  [FieldName.FILL_PRICE]: 43250.75,
  [FieldName.EXECUTION_TIME_MS]: 1200,
  [FieldName.BROKER_FEES]: 0.43,
  [FieldName.SLIPPAGE_BPS]: 2.1,
};
const exit = {
  [FieldName.EXECUTION_TYPE]: "exit",
  [FieldName.EXIT_REASON]: "stop",
  [FieldName.ARRIVAL_PRICE]: 43241,
  [FieldName.REQUESTED_QUANTITY]: 0.2,
  [FieldName.FILLED_AT]: "2026-03-31T12:00:00Z",
  [FieldName.SIGNAL_TYPE]: "momentum_buy",
  [FieldName.CONFIDENCE]: 0.82,
  [FieldName.ATR_STOP]: 42000,
  [FieldName.RR_RATIO]: 2,
  [FieldName.ENTRY_PRICE]: 43000,
  [FieldName.ENTERED_AT]: "2026-03-31T11:00:00Z",
  [FieldName.ENTRY_FEES]: 0,
  [FieldName.HIGHEST_PRICE]: 44000,
  [FieldName.LOWEST_PRICE]: 42900,
};

describe("trade_execution", () => {
  it.each([
    ["the document's fields alone", {}],
    ["an exit with all that is ours", exit],
    ["a fill at once, free and better than expected", { [FieldName.EXECUTION_TIME_MS]: 0, [FieldName.BROKER_FEES]: 0 }],
    ["a gain on the arrival price", { [FieldName.SLIPPAGE_BPS]: -3 }],
  ])("takes %s", (_, changes) => {
    expect(faultPath(tradeExecution, { ...fill, ...changes })).toBeUndefined();
  });

  it.each([
    ["order_id", { [FieldName.ORDER_ID]: "" }],
    ["side", { [FieldName.SIDE]: "hold" }],
    ["action", { [FieldName.ACTION]: "buy" }],
    ["quantity", { [FieldName.QUANTITY]: 0 }],
    ["fill_price", { [FieldName.FILL_PRICE]: 0 }],
    ["execution_time_ms", { [FieldName.EXECUTION_TIME_MS]: -1 }],
    ["broker_fees", { [FieldName.BROKER_FEES]: -0.43 }],
    ["slippage_bps", { [FieldName.SLIPPAGE_BPS]: "2.1" }],
    ["execution_type", { [FieldName.EXECUTION_TYPE]: "open" }],
    ["exit_reason", { [FieldName.EXIT_REASON]: "panic" }],
    ["filled_at", { [FieldName.FILLED_AT]: 1774958400 }],
    ["entry_fees", { [FieldName.ENTRY_FEES]: -1 }],
  ])("refuses a bad %s", (path, changes) => {
    expect(faultPath(tradeExecution, { ...fill, ...changes })).toBe(path);
  });
});
