import {
  decodeEvent,
  EventSet,
  FieldName,
  type TradingSignalData,
  tradeExecution,
  tradingSignal,
} from "@handoff/contracts";
import { describe, expectTypeOf, it } from "vitest";

declare const fields: Record<string, string>;
const events = new EventSet([tradingSignal, tradeExecution]);

describe("FieldName", () => {
  it("keeps the spelling of each key as its type", () => {
    expectTypeOf<typeof FieldName.TRACE_ID>().toEqualTypeOf<"trace_id">();
    expectTypeOf<"trace_id">().toExtend<FieldName>();
    expectTypeOf<"not_a_key">().not.toExtend<FieldName>();
    expectTypeOf<string>().not.toExtend<FieldName>();
  });

  it("has no member that was not declared", () => {
    // @ts-expect-error there is no such key
    // eslint-disable-next-line handoff/no-raw-string-key -- the key that is not there is the test
    expectTypeOf(FieldName.TRACEID);
  });

  it("reads a payload with the exact type of each key", () => {
    expectTypeOf<TradingSignalData[typeof FieldName.CONFIDENCE]>().toEqualTypeOf<number>();
    expectTypeOf<TradingSignalData[typeof FieldName.SYMBOL]>().toEqualTypeOf<string>();
    expectTypeOf<TradingSignalData[typeof FieldName.PRICE]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<keyof TradingSignalData>().toEqualTypeOf<
      "symbol" | "signal_type" | "confidence" | "indicators" | "price" | "candle_time"
    >();
  });

  it("narrows a union of events by a comparison of the type", () => {
    const event = decodeEvent(fields, events, "1-1");
    expectTypeOf(event[FieldName.TYPE]).toEqualTypeOf<"trading_signal" | "trade_execution">();
    if (event[FieldName.TYPE] === "trading_signal") {
      expectTypeOf(event[FieldName.DATA]).toEqualTypeOf<TradingSignalData>();
      expectTypeOf(event[FieldName.DATA][FieldName.INDICATORS][FieldName.MACD_CROSS]).toEqualTypeOf<boolean>();
      // @ts-expect-error a signal has no side
      expectTypeOf(event[FieldName.DATA][FieldName.SIDE]);
    } else {
      expectTypeOf(event[FieldName.DATA][FieldName.SIDE]).toEqualTypeOf<"buy" | "sell">();
    }
  });

  it("narrows by switch, to never at the end", () => {
    const event = decodeEvent(fields, events, "1-1");
    switch (event[FieldName.TYPE]) {
      case "trading_signal":
        expectTypeOf(event[FieldName.DATA]).toHaveProperty("indicators");
        break;
      case "trade_execution":
        expectTypeOf(event[FieldName.DATA]).toHaveProperty("fill_price");
        break;
      default:
        expectTypeOf(event).toBeNever();
    }
  });

  it("narrows an optional key by its presence", () => {
    const event = decodeEvent(fields, new EventSet([tradingSignal]), "1-1");
    const data = event[FieldName.DATA];
    if (data[FieldName.PRICE] !== undefined) expectTypeOf(data[FieldName.PRICE]).toEqualTypeOf<number>();
  });
});
