import { ContractError, ContractErrorCode } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { quoted } from "../src/errors.js";
import { everyFault } from "./every-fault.js";
import { faultOf } from "./fault-of.js";

/** The codes that no case produces, and the cases whose code is not in the table. */
function difference(codes: readonly string[], produced: readonly string[]): readonly string[] {
  return [...codes, ...produced].filter((code) => !codes.includes(code) || !produced.includes(code));
}

/** What `JSON.parse` says differs between versions of the engine. */
function withoutEngineWords(text: string): string {
  return text.replace(/\(.* in JSON .*?\)/, "(…)");
}

describe("ContractErrorCode", () => {
  it("spells each code as its name: codes are public and never renamed", () => {
    expect(Object.entries(ContractErrorCode).filter(([name, code]) => name !== code)).toEqual([]);
  });

  it("has a case for every code", () => {
    expect(
      difference(
        Object.values(ContractErrorCode),
        everyFault.map(([, , , act]) => faultOf(act).code),
      ),
    ).toEqual([]);
  });

  it("the check is red for a code without a case and a case without a code", () => {
    expect(difference(["TYPE_MISSING", "NEW_CODE"], ["TYPE_MISSING"])).toEqual(["NEW_CODE"]);
    expect(difference(["TYPE_MISSING"], ["TYPE_MISSING", "OLD_CODE"])).toEqual(["OLD_CODE"]);
  });
});

describe("ContractError", () => {
  it.each(everyFault)("%s tells where, what was expected and what to do", (...[code, path, expected, act]) => {
    const fault = faultOf(act);
    expect(fault).toMatchObject({ name: "ContractError", code, path });
    expect(withoutEngineWords(fault.expected)).toBe(expected);
    expect(withoutEngineWords(fault.message)).toBe(
      `${code} at ${path.join(".")}: expected ${expected}. ${fault.remedy}`,
    );
  });

  it("leaves out the place of a fault of the whole", () => {
    const fault = new ContractError({ code: "ENVELOPE_INVALID", path: [], expected: "an event", remedy: "Mend it." });
    expect(fault.message).toBe("ENVELOPE_INVALID: expected an event. Mend it.");
  });

  it.each([
    ["TYPE_UNKNOWN", "Add the event to the stream's events, or mend the producer."],
    ["TRACE_ID_MALFORMED", "Mend the producer, then replay the dead letter."],
    ["DEAD_LETTER_INVALID", "No dead-letter queue wrote this entry: read it with XRANGE."],
    ["FIELD_UNREGISTERED", 'Add COLOUR = "colour" to the registry first, then use the constant.'],
    [
      "SCHEMA_UNSUPPORTED",
      "Replace the date schema: use objects, arrays, tuples, records, discriminated unions, strings, numbers, booleans, literals, enums, null or z.json().",
    ],
    ["EVENT_DUPLICATE", "Rename one of the two, or drop the alias: a reader could not tell them apart."],
    ["TOPOLOGY_INVALID", "Add an agent that consumes it, or drop the stream."],
    ["NAME_INVALID", "Rename the target."],
  ])("%s: %s", (code, remedy) => {
    const [, , , act] = everyFault.find(([known]) => known === code) ?? [];
    expect(faultOf(act ?? (() => undefined)).remedy).toBe(remedy);
  });
});

describe("quoted", () => {
  it.each([
    ["a", '"a"'],
    ["a\n", '"a\\n"'],
    [undefined, "undefined"],
    [null, "null"],
    [1n, "bigint"],
    [Symbol("s"), "symbol"],
    [{}, "object"],
  ])("quotes %s as %s", (value, text) => {
    expect(quoted(value)).toBe(text);
  });

  it("keeps a message to a line, however long the text", () => {
    expect(quoted("x".repeat(1_000_000))).toBe(`"${"x".repeat(80)}…"`);
  });
});
