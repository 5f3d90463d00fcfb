import {
  type ContractErrorCode,
  decodeDeadLetter,
  decodeEvent,
  defineEvent,
  defineTopology,
  EventSet,
  handoffStreamName,
  tradingSignal,
  Stream,
  unchanged,
} from "@handoff/contracts";
import { z } from "zod";
import { entryOf, signalSample } from "./protocol-document.js";

/** One way to each fault: the code, where it is, what is said to be expected there, and how to come to it. */
export type FaultCase = readonly [ContractErrorCode, readonly (string | number)[], string, () => unknown];

const signals = new EventSet([tradingSignal]);
const entry = { ...entryOf(signalSample), timestamp: "2026-03-31T12:00:00Z" };
const read = (changes: Record<string, string>) => () => decodeEvent({ ...entry, ...changes }, signals, "1-1");
const colour = z.object({ colour: z.string() });
const painted = (version: number) =>
  defineEvent({
    type: "paint",
    description: "Paint.",
    fields: { COLOUR: "colour" },
    data: colour,
    version,
    upcasters: { 1: unchanged },
  });

export const everyFault: readonly FaultCase[] = [
  ["TYPE_MISSING", ["type"], "one of trading_signal", read({ type: "" })],
  ["TYPE_UNKNOWN", ["type"], 'one of trading_signal, got "toString"', read({ type: "toString" })],
  ["TRACE_ID_MISSING", ["trace_id"], "a UUID", read({ trace_id: "" })],
  ["TRACE_ID_MALFORMED", ["trace_id"], 'a UUID, got "unknown-trace"', read({ trace_id: "unknown-trace" })],
  ["DATA_MISSING", ["data"], "a JSON object", read({ data: "" })],
  ["DATA_NOT_JSON", ["data"], "a value that can be read (…)", read({ data: "{'symbol': 'BTC/USD'}" })],
  [
    "DATA_INVALID",
    ["data", "indicators", "rsi"],
    "number to be <=100",
    read(entryOf(signalSample.replace("35.2", "352"))),
  ],
  ["ENVELOPE_INVALID", ["timestamp"], 'an ISO 8601 time, got "yesterday"', read({ timestamp: "yesterday" })],
  ["DEAD_LETTER_INVALID", ["failed_event"], "string, received undefined", () => decodeDeadLetter({ error: "boom" })],
  [
    "FIELD_UNREGISTERED",
    ["paint", "colour"],
    "a key of the registry of field names",
    // @ts-expect-error refused by the compiler as well
    () => defineEvent({ type: "paint", description: "Paint.", data: colour }),
  ],
  [
    "SCHEMA_UNSUPPORTED",
    ["colour"],
    "a schema whose values are their own JSON form",
    () =>
      defineEvent({
        type: "paint",
        description: "Paint.",
        fields: { COLOUR: "colour" },
        data: z.object({ colour: z.date() }),
      }),
  ],
  ["VERSION_INVALID", ["paint", "version"], "an integer from 1 to 9999", () => painted(0)],
  [
    "UPCAST_FAILED",
    ["data", "colour"],
    "string, received undefined, upcast from version 1",
    () => decodeEvent({ ...entry, type: "paint", data: "{}" }, new EventSet([painted(2)]), "1-1"),
  ],
  ["EVENT_DUPLICATE", ["type"], 'one event named "trading_signal"', () => new EventSet([tradingSignal, tradingSignal])],
  [
    "TOPOLOGY_INVALID",
    ["streams", "signals"],
    "a stream that some agent consumes",
    () =>
      defineTopology({
        streams: { [Stream.SIGNALS]: [tradingSignal] },
        // @ts-expect-error refused by the compiler as well
        agents: { Maker: { publishes: [Stream.SIGNALS] } },
      }),
  ],
  [
    "NAME_INVALID",
    ["target"],
    'lower-case letters, digits and underscores, starting with a letter, got "Reasoning"',
    () => handoffStreamName("signals", "Reasoning"),
  ],
];
