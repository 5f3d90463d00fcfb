import {
  type AgentResultData,
  agentResult,
  type ContractError,
  decodeEvent,
  encodeEvent,
  type EntryFields,
  type EventDefinition,
  EventSet,
  FieldName,
  grade,
  type PublishableEvent,
  tradeExecution,
  tradingDecision,
  tradingSignal,
} from "@handoff/contracts";
import { validEvent } from "@handoff/contracts/test-data";
import fc from "fast-check";
import { deepStrictEqual } from "node:assert";
import { describe, expect, it } from "vitest";
import { orFault } from "./fault-of.js";
import { garbageEntry, garbageEvent, garbageValue, mutatedEntry, mutatedEvent } from "./garbage.js";

const RUNS = { numRuns: 1_000 };
const definitions: readonly EventDefinition[] = [tradingSignal, tradingDecision, tradeExecution, grade, agentResult];
const events = new EventSet(definitions);
const anyEvent = fc.oneof(...definitions.map((definition) => validEvent(definition)));
const anyEntry = anyEvent.map((event) => encodeEvent(event, events));

describe("decode(encode(event))", () => {
  it.each(definitions)("is the event, for every $type", (definition) => {
    fc.assert(
      fc.property(validEvent(definition), (event) => {
        deepStrictEqual(decodeEvent(encodeEvent(event, events), events, "1-1"), event);
      }),
      RUNS,
    );
  });

  it("is the event through an entry's bytes: every field is well-formed text", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const stored = Object.entries(encodeEvent(event, events)).map(([key, value]) => [key, asStored(value)]);
        deepStrictEqual(decodeEvent(Object.fromEntries(stored) as EntryFields, events, "1-1"), event);
      }),
      RUNS,
    );
  });

  it.each([1, 10, 100, 250])("is the event for a result nested %i times", (depth) => {
    const text = `{"nested":${'[{"in":'.repeat(depth)}"core"${"}]".repeat(depth)}}`;
    const event = {
      [FieldName.TYPE]: "agent_result",
      [FieldName.DATA]: JSON.parse(text) as AgentResultData,
      [FieldName.TRACE_ID]: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
      [FieldName.SOURCE_AGENT]: "YourAgent",
    } as const;
    const results = new EventSet([agentResult]);
    deepStrictEqual(decodeEvent(encodeEvent(event, results), results, "1-1"), event);
  });
});

describe("decodeEvent on anything", () => {
  const entryId = fc.oneof(
    fc.constantFrom("1-1", "0-0", "1774958400000-0", "99999999999999999999-1", "8640000000000000-0", "-1-1", "1", ""),
    fc.string(),
    garbageValue.map((value) => value as string),
  );

  it.each([
    ["garbage", garbageEntry],
    ["a valid entry with faults", mutatedEntry(anyEntry)],
  ])("throws nothing but a whole fault for %s; what it reads can be published", (_, entry) => {
    fc.assert(
      fc.property(entry, entryId, (fields, id) => {
        const event = orFault(() => decodeEvent(fields, events, id));
        if (event !== undefined) expectPublishable(event);
      }),
      RUNS,
    );
  });

  it("is given entries that reach every fault of reading, and some that can be read", () => {
    const ends = fc
      .sample(fc.oneof(garbageEntry, mutatedEntry(anyEntry)), { numRuns: 5_000, seed: 1 })
      .map((fields) => endOf(() => decodeEvent(fields, events, "1-1")));
    expect(new Set(ends)).toEqual(
      new Set([
        "read",
        "TYPE_MISSING",
        "TYPE_UNKNOWN",
        "TRACE_ID_MISSING",
        "TRACE_ID_MALFORMED",
        "DATA_MISSING",
        "DATA_NOT_JSON",
        "DATA_INVALID",
        "ENVELOPE_INVALID",
      ]),
    );
  });

  it("throws nothing but a whole fault for what is not even an entry", () => {
    fc.assert(
      fc.property(garbageValue, entryId, (value, id) => {
        orFault(() => decodeEvent(value as EntryFields, events, id));
      }),
      RUNS,
    );
  });
});

describe("encodeEvent on anything", () => {
  it.each([
    ["garbage", garbageEvent],
    ["a valid event with faults", mutatedEvent(anyEvent)],
    ["what is no event", garbageValue],
  ])("throws nothing but a whole fault for %s; what it writes can be read", (_, garbage) => {
    fc.assert(
      fc.property(garbage, (value) => {
        const fields = orFault(() => encodeEvent(value as PublishableEvent, events));
        if (fields === undefined) return;
        const event = decodeEvent(fields, events, "1-1") as PublishableEvent;
        deepStrictEqual(encodeEvent(event, events), fields);
      }),
      RUNS,
    );
  });
});

function endOf(act: () => unknown): string {
  try {
    act();
    return "read";
  } catch (error) {
    return (error as ContractError).code;
  }
}

function asStored(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

function expectPublishable(event: ReturnType<typeof decodeEvent>): void {
  const named = { ...event, [FieldName.SOURCE_AGENT]: "Relay", [FieldName.EVENT_ID]: "relayed" };
  deepStrictEqual(decodeEvent(encodeEvent(named, events), events, "1-1"), normalised(named));
}

/** -0 is written as 0. */
function normalised(event: unknown): unknown {
  return JSON.parse(JSON.stringify(event));
}
