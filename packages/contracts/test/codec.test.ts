import {
  agentResult,
  decodeEvent,
  encodeEvent,
  EventSet,
  FieldName,
  grade,
  type PublishableEvent,
  tradeExecution,
  type TradingSignal,
  tradingDecision,
  tradingSignal,
} from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultOf } from "./fault-of.js";
import {
  decisionSample,
  entryOf,
  executionSample,
  publishSample,
  signalSample,
  TRACE_ID as traceId,
} from "./protocol-document.js";

const events = new EventSet([tradingSignal, tradingDecision, tradeExecution, grade, agentResult]);
const signals = new EventSet([tradingSignal]);
const signal: PublishableEvent<TradingSignal> = {
  ...decodeEvent(entryOf(signalSample), signals, "1774958400000-0"),
  [FieldName.SOURCE_AGENT]: "SignalGenerator",
};
const entry = encodeEvent(signal, signals);
const read = (changes: Readonly<Record<string, string>>) => decodeEvent({ ...entry, ...changes }, signals, "1-1");

/** The same event with another envelope, past the compiler. */
const changed = (changes: Readonly<Record<string, unknown>>) => ({ ...signal, ...changes }) as typeof signal;

/** The same event with another payload, past the compiler. */
const carrying = (data: unknown) => changed({ [FieldName.DATA]: data });

describe("decodeEvent, tolerant", () => {
  it.each([
    ["trading_signal", signalSample],
    ["trading_decision", decisionSample],
    ["trade_execution", executionSample],
    ["agent_result", publishSample],
  ])("reads the founding document's %s as it stands", (type, sample) => {
    const document = JSON.parse(sample) as PublishableEvent;
    const event = decodeEvent(entryOf(sample), events, "1774958400000-0");
    expect(event[FieldName.TYPE]).toBe(type);
    expect(event[FieldName.DATA]).toEqual(document[FieldName.DATA]);
    expect(event[FieldName.TRACE_ID]).toBe(traceId);
  });

  it.each([
    ["signal_data", signalSample, "trading_signal"],
    ["decision", decisionSample, "trading_decision"],
    ["execution", executionSample, "trade_execution"],
  ])("reads the envelope comment's %s under the type that is written", (alias, sample, type) => {
    expect(decodeEvent({ ...entryOf(sample), type: alias }, events, "1-1")[FieldName.TYPE]).toBe(type);
  });

  it("reads `source` where `source_agent` is missing or empty", () => {
    expect(decodeEvent(entryOf(publishSample), events, "1-1")[FieldName.SOURCE_AGENT]).toBe("YourAgent");
    expect(read({ source_agent: "", source: "Old" })[FieldName.SOURCE_AGENT]).toBe("Old");
    expect(read({ source_agent: "New", source: "Old" })[FieldName.SOURCE_AGENT]).toBe("New");
  });

  it("invents no source", () => {
    expect(decodeEvent(entryOf(signalSample), events, "1-1")).not.toHaveProperty("source_agent");
  });

  it.each([
    ["2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z"],
    ["2026-03-31T12:00:00.123456+00:00", "2026-03-31T12:00:00.123456+00:00"],
    ["2026-03-31T12:00:00.123456", "2026-03-31T12:00:00.123456Z"],
    ["2026-03-31T12:00:00", "2026-03-31T12:00:00Z"],
    ["2026-03-31T12:00", "2026-03-31T12:00:00Z"],
    ["2026-03-31T12:00+05:30", "2026-03-31T12:00:00+05:30"],
  ])("reads the time %s as %s", (text, timestamp) => {
    expect(read({ timestamp: text })[FieldName.TIMESTAMP]).toBe(timestamp);
  });

  it.each(["yesterday", "2026-03-31", "2026-02-30T12:00:00Z", "1774958400", "2026-03-31 12:00:00Z"])(
    "refuses the time %s",
    (text) => {
      expect(faultOf(() => read({ timestamp: text }))).toMatchObject({
        code: "ENVELOPE_INVALID",
        path: ["timestamp"],
        expected: `an ISO 8601 time, got "${text}"`,
      });
    },
  );

  it.each([
    ["0-1", "1970-01-01T00:00:00.000Z"],
    ["1774958400123-7", "2026-03-31T12:00:00.123Z"],
    ["253402300799999-0", "9999-12-31T23:59:59.999Z"],
  ])("takes a missing time from the entry id %s", (entryId, timestamp) => {
    expect(decodeEvent(entryOf(signalSample), signals, entryId)[FieldName.TIMESTAMP]).toBe(timestamp);
  });

  it.each(["", "1", "-1-1", "*", "253402300800000-0", "99999999999999999999-0", "1-1\n"])(
    "refuses a missing time where the entry id is %j",
    (entryId) => {
      expect(faultOf(() => decodeEvent(entryOf(signalSample), signals, entryId))).toMatchObject({
        code: "ENVELOPE_INVALID",
        path: ["timestamp"],
      });
    },
  );

  it("reads trace ids in either case, as lower case", () => {
    const event = read({ trace_id: traceId.toUpperCase(), parent_trace_id: traceId.toUpperCase() });
    expect(event[FieldName.TRACE_ID]).toBe(traceId);
    expect(event[FieldName.PARENT_TRACE_ID]).toBe(traceId);
  });

  it("refuses a parent trace id that is no UUID", () => {
    expect(faultOf(() => read({ parent_trace_id: "parent" }))).toMatchObject({
      code: "ENVELOPE_INVALID",
      path: ["parent_trace_id"],
      expected: 'a UUID, got "parent"',
    });
  });

  it.each(["0", "-1", "1.0", "01", "1e3", "v1", "9007199254740993"])("refuses the schema version %s", (text) => {
    expect(faultOf(() => read({ schema_version: text }))).toMatchObject({
      code: "ENVELOPE_INVALID",
      path: ["schema_version"],
      expected: `an integer from 1, got "${text}"`,
    });
  });

  it("ignores a malformed trace context, as W3C asks, and keeps a good one", () => {
    const good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    expect(read({ traceparent: "garbage" })).not.toHaveProperty("traceparent");
    expect(read({ traceparent: good })[FieldName.TRACEPARENT]).toBe(good);
  });

  it("drops unknown fields of the entry and unknown keys of the payload, at any depth", () => {
    const data = signalSample.replace('"rsi"', '"stochastic": 1, "rsi"').replace('"symbol"', '"venue": "X", "symbol"');
    expect(read({ ...entryOf(data), hostname: "a" })[FieldName.DATA]).toEqual(signal[FieldName.DATA]);
  });

  it("takes no field from the prototype, which anyone may have polluted", () => {
    const inherited = Object.create(entry) as typeof entry;
    expect(faultOf(() => decodeEvent(inherited, signals, "1-1")).code).toBe("TYPE_MISSING");
    expect(decodeEvent({ ...entry }, signals, "1-1")).toEqual(signal);
  });

  it.each(['{"__proto__": 1}', '{"a": [{"\\u005f_proto__": 1}]}'])("refuses the key __proto__ in %s", (data) => {
    expect(faultOf(() => decodeEvent({ ...entryOf(publishSample), data }, events, "1-1"))).toMatchObject({
      code: "DATA_INVALID",
      path: ["data"],
      expected: "no key __proto__",
    });
  });
});

describe("encodeEvent, strict", () => {
  it("writes the protocol's five fields, all of them strings", () => {
    expect(entry).toEqual({
      type: "trading_signal",
      data: JSON.stringify(signal[FieldName.DATA]),
      trace_id: traceId,
      timestamp: "2026-03-31T12:00:00.000Z",
      source_agent: "SignalGenerator",
    });
  });

  it("writes -0 as 0", () => {
    const { [FieldName.INDICATORS]: indicators, ...data } = signal[FieldName.DATA];
    const zero = carrying({ ...data, [FieldName.INDICATORS]: { ...indicators, [FieldName.RSI]: -0 } });
    expect(encodeEvent(zero, signals)[FieldName.DATA]).toContain('"rsi":0,');
  });

  it("never writes an alias", () => {
    expect(faultOf(() => encodeEvent(changed({ [FieldName.TYPE]: "signal_data" }), signals))).toMatchObject({
      code: "TYPE_UNKNOWN",
      path: ["type"],
      expected: 'one of trading_signal, got "signal_data"',
      remedy: "Publish the event on a stream that carries it, or add it to this stream's events.",
    });
  });

  it.each([
    ["trace_id", traceId.toUpperCase(), "lower case"],
    ["trace_id", "unknown-trace", "a valid UUID"],
    ["timestamp", "2026-03-31T12:00:00", "a valid ISO datetime"],
    ["source_agent", "", "a string that must match pattern /^[^\\p{Cs}]+$/su"],
    ["source_agent", undefined, "string, received undefined"],
    ["event_id", "\ud800", "a string that must match pattern /^[^\\p{Cs}]+$/su"],
    ["event_id", undefined, "string, received undefined"],
    ["schema_version", 0, "number to be >=1"],
    ["schema_version", "1", "number, received string"],
    ["source", "SignalGenerator", "no such key"],
    ["retry_count", 1, "no such key"],
  ])("refuses an envelope whose %s is %j", (field, value, expected) => {
    expect(faultOf(() => encodeEvent(changed(Object.fromEntries([[field, value]])), signals))).toMatchObject({
      code: "ENVELOPE_INVALID",
      path: [field],
      expected,
      remedy: "Mend the event before publishing it.",
    });
  });

  it.each([
    ["an unknown key", { [FieldName.SIDE]: "buy" }, ["data", "side"], "no such key"],
    ["undefined", { [FieldName.PRICE]: undefined }, ["data", "price"], "number, received undefined"],
    ["no number", { [FieldName.CONFIDENCE]: NaN }, ["data", "confidence"], "number, received NaN"],
    ["too much", { [FieldName.CONFIDENCE]: 1.01 }, ["data", "confidence"], "number to be <=1"],
    ["a date", { [FieldName.CANDLE_TIME]: new Date(0) }, ["data", "candle_time"], "string, received Date"],
  ])("refuses a payload with %s", (...[, changes, path, expected]) => {
    expect(faultOf(() => encodeEvent(carrying({ ...signal[FieldName.DATA], ...changes }), signals))).toMatchObject({
      code: "DATA_INVALID",
      path,
      expected,
    });
  });

  it("refuses a key __proto__, which would be lost on the way", () => {
    const result = { ...decodeEvent(entryOf(publishSample), events, "1-1"), [FieldName.SOURCE_AGENT]: "YourAgent" };
    const data: unknown = JSON.parse('{"a": [{"__proto__": 1}]}');
    expect(faultOf(() => encodeEvent({ ...result, [FieldName.DATA]: data } as never, events))).toMatchObject({
      code: "DATA_INVALID",
      path: ["data"],
      expected: "no key __proto__",
      remedy: "Mend the event before publishing it.",
    });
  });

  it("writes what it checked: a payload's own toJSON has no say", () => {
    const data = Object.defineProperty({ ...signal[FieldName.DATA] }, "toJSON", { value: () => "another" });
    expect(encodeEvent(carrying(data), signals)).toEqual(entry);
  });

  it.each([null, undefined, 5, "event", []])("refuses %j, which is no event", (value) => {
    expect(faultOf(() => encodeEvent(value as unknown as typeof signal, signals)).path.length).toBeLessThan(2);
  });
});
