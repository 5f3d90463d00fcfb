import { type DeadLetter, decodeDeadLetter, encodeDeadLetter, FieldName } from "@handoff/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultOf, orFault } from "./fault-of.js";
import { garbageEntry, garbageValue } from "./garbage.js";
import { deadLetterSample, entryOf } from "./protocol-document.js";

const text = fc.string({ unit: "grapheme" });
const letters: fc.Arbitrary<DeadLetter> = fc.record(
  {
    [FieldName.FAILED_EVENT]: fc.json(),
    [FieldName.ERROR]: text,
    [FieldName.TIMESTAMP]: text,
    [FieldName.RETRY_COUNT]: fc.maxSafeNat(),
    [FieldName.SOURCE_STREAM]: text,
    [FieldName.CONSUMER_GROUP]: text,
    [FieldName.ENTRY_ID]: text,
    [FieldName.AGENT]: text,
    [FieldName.ERROR_CODE]: text,
  },
  {
    requiredKeys: [FieldName.FAILED_EVENT, FieldName.ERROR, FieldName.TIMESTAMP, FieldName.RETRY_COUNT],
    noNullPrototype: true,
  },
);

describe("dead letters", () => {
  it("reads one of the founding document's four fields", () => {
    expect(decodeDeadLetter(entryOf(deadLetterSample))).toEqual(JSON.parse(deadLetterSample));
  });

  it("reads back what was written", () => {
    fc.assert(
      fc.property(letters, (letter) => {
        expect(decodeDeadLetter(encodeDeadLetter(letter))).toStrictEqual(letter);
      }),
      { numRuns: 1_000 },
    );
  });

  it("drops fields of others when reading", () => {
    expect(decodeDeadLetter({ ...entryOf(deadLetterSample), hostname: "a" })).not.toHaveProperty("hostname");
  });

  it.each(["failed_event", "error", "timestamp", "retry_count"])("refuses one without %s", (field) => {
    const entries = Object.entries(entryOf(deadLetterSample)).filter(([name]) => name !== field);
    const entry = Object.fromEntries(entries);
    expect(faultOf(() => decodeDeadLetter(entry))).toMatchObject({ code: "DEAD_LETTER_INVALID", path: [field] });
  });

  it.each(["", "-1", "1.5", "three", "0x1", "1e3", "9007199254740993", " 1"])("refuses %j retries", (count) => {
    expect(faultOf(() => decodeDeadLetter({ ...entryOf(deadLetterSample), retry_count: count }))).toMatchObject({
      code: "DEAD_LETTER_INVALID",
      path: ["retry_count"],
    });
  });

  it("is strict when writing: no unknown field, no count that is none", () => {
    const letter = decodeDeadLetter(entryOf(deadLetterSample));
    expect(faultOf(() => encodeDeadLetter({ ...letter, ...{ hostname: "a" } }))).toMatchObject({
      code: "DEAD_LETTER_INVALID",
      path: ["hostname"],
      expected: "no such key",
      remedy: "Mend the record before writing it.",
    });
    expect(faultOf(() => encodeDeadLetter({ ...letter, [FieldName.RETRY_COUNT]: NaN })).path).toEqual(["retry_count"]);
  });

  it("throws nothing but a whole fault, whatever it is given", () => {
    fc.assert(
      fc.property(garbageEntry, garbageValue, (entry, value) => {
        orFault(() => decodeDeadLetter(entry));
        orFault(() => decodeDeadLetter(value as never));
        orFault(() => encodeDeadLetter(value as never));
      }),
      { numRuns: 1_000 },
    );
  });
});
