import {
  agentResult,
  decodeEvent,
  defineEvent,
  encodeEvent,
  type EntryFields,
  type EventDefinition,
  EventSet,
  grade,
  type PublishableEvent,
  tradeExecution,
  tradingDecision,
  tradingSignal,
  FieldName,
} from "@handoff/contracts";
import {
  EntryFault,
  EventFault,
  exampleData,
  invalidData,
  invalidEntry,
  invalidEvent,
  PayloadFault,
  validData,
  validEntry,
  validEvent,
} from "@handoff/contracts/test-data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultOf } from "../fault-of.js";

const definitions: readonly EventDefinition[] = [tradingSignal, tradingDecision, tradeExecution, grade, agentResult];
const LabField = { CODE: "code", LEVEL: "level", PARTS: "parts", KIND: "kind" } as const;
const lab = (data: z.ZodType, version = 1): EventDefinition =>
  defineEvent({
    type: "lab",
    description: "Any.",
    fields: LabField,
    data: data as z.ZodRecord,
    version,
    upcasters: Object.fromEntries(
      Array.from({ length: version - 1 }, (_, index) => [index + 1, (old: unknown) => old]),
    ),
  });
/** A schema in which everything can be wrong. */
const full = lab(
  z.object({
    code: z.uuid(),
    level: z.int().min(0).max(9),
    parts: z.array(z.string().min(1)).max(3),
    kind: z.enum(["a", "b"]),
  }),
  2,
);

const RUNS = { numRuns: 200 };

describe("valid test data", () => {
  it.each([...definitions, full])("of $type is accepted as payload, event and entry", (definition) => {
    const events = new EventSet([definition]);
    fc.assert(
      fc.property(validData(definition), (data) => definition.writeSchema.safeParse(data).success),
      RUNS,
    );
    fc.assert(
      fc.property(validEvent(definition), (event) => encodeEvent(event as PublishableEvent, events) !== undefined),
      RUNS,
    );
    fc.assert(
      fc.property(
        validEntry(definition),
        (entry) => decodeEvent(entry, events, "1-1")[FieldName.TYPE] === definition.type,
      ),
      RUNS,
    );
  });

  it("has optional keys and leaves them out", () => {
    const made = fc.sample(validData(lab(z.object({ level: z.exactOptional(z.number()) }))), 100) as object[];
    expect(new Set(made.map((data) => LabField.LEVEL in data))).toEqual(new Set([true, false]));
  });

  it("has text that UTF-8 cannot carry", () => {
    const made = fc.sample(validData(lab(z.object({ code: z.string() }))), 1000) as { readonly code: string }[];
    expect(made.some(({ code }) => /\p{Cs}/u.test(code))).toBe(true);
  });

  it.each<[string, z.ZodType]>([
    ["patterns", z.string().regex(/^S-\d{1,4}$/)],
    ["multiples", z.number().multipleOf(0.25).min(1).max(2)],
    ["lengths in characters, not units", z.string().min(2).max(3)],
    ["e-mail addresses", z.email()],
    [
      "a check in code",
      z
        .int()
        .min(0)
        .max(9)
        .refine((value) => value % 2 === 0),
    ],
    ["a schema that contains itself", z.json()],
  ])("has %s", (_, schema) => {
    const definition = lab(z.object({ level: schema }));
    fc.assert(
      fc.property(validData(definition), (data) => definition.writeSchema.safeParse(data).success),
      RUNS,
    );
  });

  it("is the same at every run for examples", () => {
    const examples = exampleData(tradingSignal, { seed: 7, count: 5 });
    expect(exampleData(tradingSignal, { seed: 7, count: 5 })).toEqual(examples);
    expect(exampleData(tradingSignal, { seed: 8, count: 5 })).not.toEqual(examples);
    for (const data of examples) expect(tradingSignal.writeSchema.safeParse(data).success).toBe(true);
  });

  const endless: z.ZodType = z.lazy(() => z.object({ parts: endless }));
  it.each<[string, z.ZodType, string]>([
    ["that no value meets", z.string().regex(/^a$/).regex(/^b$/), "TEST_DATA_IMPOSSIBLE at level"],
    ["whose values never end", endless, "A value of this schema would never end."],
    ["whose check refuses everything", z.string().refine(() => false), "TEST_DATA_IMPOSSIBLE at lab"],
  ])("is refused for a schema %s", (_, schema, message) => {
    expect(() => validData(lab(z.object({ level: schema })))).toThrow(message);
  });
});

describe("invalid test data", () => {
  it.each(Object.values(PayloadFault))("is refused as payload: %s", (fault) => {
    fc.assert(
      fc.property(invalidData(full, fault), (data) => !full.writeSchema.safeParse(data).success),
      RUNS,
    );
  });

  const events = new EventSet([full]);
  it.each([...Object.values(EventFault), ...Object.values(PayloadFault)])("is refused as event: %s", (fault) => {
    fc.assert(
      fc.property(invalidEvent(full, fault), (event) => {
        const { code } = faultOf(() => encodeEvent(event as unknown as PublishableEvent, events));
        expect(code).toBe(EVENT_CODES[fault] ?? "DATA_INVALID");
      }),
      RUNS,
    );
  });

  const inEntries = Object.values(PayloadFault).filter((fault) => fault !== "unknown-key");
  it.each([...Object.values(EntryFault), ...inEntries])("is poison as entry: %s", (fault) => {
    fc.assert(
      fc.property(invalidEntry(full, fault), (entry: EntryFields) => {
        const { code } = faultOf(() => decodeEvent(entry, events, "1-1"));
        expect(code).toBe(ENTRY_CODES[fault] ?? "DATA_INVALID");
      }),
      RUNS,
    );
  });

  it("is wrong in one way and else right", () => {
    fc.assert(
      fc.property(invalidData(full, "missing-key"), (data) => {
        expect(Object.keys(data as object)).toHaveLength(3);
        expect(z.looseObject({}).safeParse(data).success).toBe(true);
      }),
      RUNS,
    );
  });

  it.each<[PayloadFault, EventDefinition]>([
    ["missing-key", agentResult],
    ["wrong-value", agentResult],
    ["wrong-format", agentResult],
    ["out-of-bounds", lab(z.object({ level: z.boolean() }))],
    ["unknown-key", agentResult],
  ])("is refused where no payload can be wrong by %s", (fault, definition) => {
    expect(() => invalidData(definition, fault)).toThrow(`No payload of it can be wrong by ${fault}.`);
  });
});

const EVENT_CODES: Readonly<Record<string, string>> = {
  "unknown-type": "TYPE_UNKNOWN",
  "bad-trace-id": "ENVELOPE_INVALID",
  "bad-timestamp": "ENVELOPE_INVALID",
  "missing-source-agent": "ENVELOPE_INVALID",
  "bad-schema-version": "ENVELOPE_INVALID",
};

const ENTRY_CODES: Readonly<Record<string, string>> = {
  "missing-type": "TYPE_MISSING",
  "unknown-type": "TYPE_UNKNOWN",
  "missing-data": "DATA_MISSING",
  "not-json": "DATA_NOT_JSON",
  "missing-trace-id": "TRACE_ID_MISSING",
  "bad-trace-id": "TRACE_ID_MALFORMED",
  "bad-timestamp": "ENVELOPE_INVALID",
  "bad-schema-version": "ENVELOPE_INVALID",
};
