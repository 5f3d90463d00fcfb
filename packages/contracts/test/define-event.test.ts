import { decodeEvent, defineEvent, encodeEvent, EventSet, FieldName } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultOf } from "./fault-of.js";

const LabField = { SAMPLE_ID: "sample_id", VALUE: "value", PARTS: "parts" } as const;
const labResult = defineEvent({
  type: "lab_result",
  description: "A sample was measured.",
  aliases: ["result"],
  fields: LabField,
  data: z.object({ [LabField.SAMPLE_ID]: z.string(), [LabField.VALUE]: z.exactOptional(z.number()) }),
});

const defined = (data: unknown, type = "lab_result") =>
  defineEvent({ type, description: "Any.", fields: LabField, data: data as z.ZodRecord });

describe("defineEvent", () => {
  it("makes an event of a team's own fields that travels as ours do", () => {
    const events = new EventSet([labResult]);

    const data = { [LabField.SAMPLE_ID]: "S-1", [LabField.VALUE]: 7.4 };
    const event = {
      [FieldName.TYPE]: "lab_result",
      [FieldName.DATA]: data,
      [FieldName.TRACE_ID]: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
      [FieldName.SOURCE_AGENT]: "Analyser",
    } as const;
    expect(decodeEvent(encodeEvent(event, events), events, "1-1")).toEqual(event);
  });

  it("keeps what it was given", () => {
    expect(labResult).toMatchObject({ type: "lab_result", description: "A sample was measured.", aliases: ["result"] });
    expect(defined(z.object({})).aliases).toEqual([]);
  });

  const colour = z.object({ colour: z.null() });
  const tree: z.ZodType = z.lazy(() => z.object({ parts: z.array(tree), colour: z.null() }));
  it.each<[string, z.ZodType, readonly string[]]>([
    ["the payload", colour, []],
    ["an object", z.object({ parts: colour }), ["parts"]],
    ["an array", z.object({ parts: z.array(colour) }), ["parts"]],
    ["a tuple", z.object({ parts: z.tuple([colour]) }), ["parts"]],
    ["a tuple's rest", z.object({ parts: z.tuple([z.null()], colour) }), ["parts"]],
    ["a record", z.record(z.string(), colour), []],
    ["a union", z.discriminatedUnion("value", [z.object({ value: z.literal(1), colour: z.null() })]), []],
    ["an optional", z.object({ parts: colour.optional() }), ["parts"]],
    ["an exact optional", z.object({ parts: z.exactOptional(colour) }), ["parts"]],
    ["a nullable", z.object({ parts: colour.nullable() }), ["parts"]],
    ["a catchall", z.object({}).catchall(colour), []],
    ["a schema that contains itself", z.object({ parts: tree }), ["parts"]],
  ])("refuses an unregistered key in %s", (_, data, path) => {
    expect(faultOf(() => defined(data))).toMatchObject({
      code: "FIELD_UNREGISTERED",
      path: ["lab_result", ...path, "colour"],
      remedy: 'Add COLOUR = "colour" to the registry first, then use the constant.',
    });
  });

  it("keeps a type with dots in one piece", () => {
    expect(faultOf(() => defined(colour, "lab.result")).path).toEqual(["lab.result", "colour"]);
  });

  it("takes the keys of a record as data", () => {
    expect(defined(z.record(z.string(), z.number())).readSchema.parse({ any: 1 })).toEqual({ any: 1 });
  });

  it.each(["", " ", "1st", "lab result", "lab/result", "é"])("refuses %j as a type and as an alias", (name) => {
    const expected = `an event type of letters, digits and _ . : -, got "${name}"`;
    expect(faultOf(() => defined(z.object({}), name))).toMatchObject({
      code: "NAME_INVALID",
      path: ["type"],
      expected,
    });
    const options = { type: "lab_result", aliases: [name], description: "Any.", data: z.object({}) };
    expect(faultOf(() => defineEvent(options))).toMatchObject({ code: "NAME_INVALID", expected });
  });
});
