import {
  decodeEvent,
  encodeEvent,
  type EntryFields,
  EventSet,
  FieldName,
  type Grade,
  grade,
  type TradingSignal,
  tradingDecision,
  tradingSignal,
} from "@handoff/contracts";
import { describe, expectTypeOf, it } from "vitest";
import { signalPayload as data } from "./signal-payload.js";

const signals = new EventSet([tradingSignal]);
const anonymous = {
  [FieldName.TYPE]: "trading_signal",
  [FieldName.TRACE_ID]: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
} as const;
const envelope = { ...anonymous, [FieldName.SOURCE_AGENT]: "SignalGenerator" } as const;

describe("encodeEvent", () => {
  it("takes an event of the set", () => {
    expectTypeOf(encodeEvent({ ...envelope, [FieldName.DATA]: data }, signals)).toEqualTypeOf<EntryFields>();
  });

  it("refuses an unknown key of the payload", () => {
    // @ts-expect-error a signal has no side
    encodeEvent({ ...envelope, [FieldName.DATA]: { ...data, [FieldName.SIDE]: "buy" } }, signals);
  });

  it("refuses an unknown key of the envelope", () => {
    // @ts-expect-error an envelope has no price
    encodeEvent({ ...envelope, [FieldName.DATA]: data, [FieldName.PRICE]: 1 }, signals);
  });

  it("refuses a missing key of the payload", () => {
    // @ts-expect-error the confidence and the rest are missing
    encodeEvent({ ...envelope, [FieldName.DATA]: { [FieldName.SYMBOL]: "BTC/USD" } }, signals);
  });

  it("refuses a missing key of the envelope", () => {
    // @ts-expect-error the source is missing
    encodeEvent({ ...anonymous, [FieldName.DATA]: data }, signals);
  });

  it("refuses a value of the wrong type", () => {
    // @ts-expect-error a confidence is a number
    encodeEvent({ ...envelope, [FieldName.DATA]: { ...data, [FieldName.CONFIDENCE]: "high" } }, signals);
  });

  it("refuses undefined where a key may be absent", () => {
    // @ts-expect-error an optional key is there or not, never undefined
    encodeEvent({ ...envelope, [FieldName.DATA]: { ...data, [FieldName.PRICE]: undefined } }, signals);
  });

  it("refuses an event of another set", () => {
    // @ts-expect-error decisions do not travel here
    encodeEvent({ ...envelope, [FieldName.TYPE]: "trading_decision", [FieldName.DATA]: data }, signals);
  });

  it("refuses the payload of one event under the type of another", () => {
    const both = new EventSet([tradingSignal, tradingDecision]);
    // @ts-expect-error that is the payload of a signal
    encodeEvent({ ...envelope, [FieldName.TYPE]: "trading_decision", [FieldName.DATA]: data }, both);
  });
});

describe("decodeEvent", () => {
  it("gives the event of the set", () => {
    expectTypeOf(decodeEvent({}, signals, "1-1")).toEqualTypeOf<TradingSignal>();
  });

  it("gives a source that may be absent, since it is never invented", () => {
    const event = decodeEvent({}, signals, "1-1");
    expectTypeOf(event[FieldName.SOURCE_AGENT]).toEqualTypeOf<string | undefined>();
    expectTypeOf(event[FieldName.TIMESTAMP]).toEqualTypeOf<string>();
  });

  it("tells an execution's grade from an outcome's", () => {
    const event: Grade = decodeEvent({}, new EventSet([grade]), "1-1");
    const graded = event[FieldName.DATA];
    if (graded[FieldName.GRADE_TYPE] === "outcome") {
      expectTypeOf(graded[FieldName.REALISED_R]).toEqualTypeOf<number>();
    } else {
      // @ts-expect-error an execution has no realised profit yet
      expectTypeOf(graded[FieldName.REALISED_R]);
    }
  });
});
