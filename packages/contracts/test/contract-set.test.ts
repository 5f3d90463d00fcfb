import { defineEvent, defineTopology, type EventDefinition, FieldName, referenceTopology } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contractSetOf, type Export } from "../src/contract-set.js";
import { ToolError } from "../src/tool-error.js";

const LabField = { SAMPLE: "sample", LEVEL: "level" } as const;

const result = (options: { level?: z.ZodNumber; aliases?: string[]; type?: string } = {}): EventDefinition => {
  const { level = z.number(), type = "result", aliases = [] } = options;
  return defineEvent({
    type,
    description: "A sample was measured.",
    fields: LabField,
    aliases,
    data: z.object({ [LabField.LEVEL]: level.describe("Measured level, millimoles per litre") }),
  });
};

const chain = (event: EventDefinition) =>
  defineTopology({
    streams: { results: [event] },
    agents: {
      Analyser: { publishes: ["results"] },
      Reviewer: { consumes: "results", group: "reviewing_agents", publishes: [] },
    },
  });

const exported = (module: string, values: Readonly<Record<string, unknown>>): Export[] =>
  Object.entries(values).map(([name, value]) => ({ place: `${module}, ${name}`, value }));

const faultOf = (...all: readonly Export[]): Pick<ToolError, "code" | "place" | "message"> => {
  try {
    contractSetOf(all);
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
};

describe("the contracts among exports", () => {
  it("are the topology, its events and those beside it, under any name", () => {
    const measured = result();
    const reviewed = result({ type: "reviewed" });
    const topology = chain(measured);
    const set = contractSetOf(exported("a.ts", { chain: topology, other: reviewed, VERSION: 3, nothing: null }));
    expect(set.topology).toBe(topology);
    expect(set.events).toEqual([measured, reviewed]);
    expect(set.fields).toEqual({ LEVEL: "level", SAMPLE: "sample" });
    expect(Object.keys(set.fields)).toEqual(["LEVEL", "SAMPLE"]);
  });

  it("need no topology", () => {
    const measured = result();
    expect(contractSetOf(exported("a.ts", { measured }))).toEqual({ events: [measured], fields: LabField });
  });

  it("count once where two modules export them, or made them from the same source", () => {
    const topology = chain(result());
    const set = contractSetOf([
      ...exported("a.ts", { topology, again: topology }),
      ...exported("b.ts", { topology, result: result() }),
    ]);
    expect(set.events).toHaveLength(1);
  });

  it("of the reference chain are four events in the order of their types", () => {
    const { events, fields } = contractSetOf(exported("a.ts", { referenceTopology }));
    expect(events.map(({ type }) => type)).toEqual(["grade", "trade_execution", "trading_decision", "trading_signal"]);
    expect(fields).toEqual({ ...FieldName });
  });
});

describe("exports that are no contracts", () => {
  it("are refused with the modules they are of", () => {
    expect(faultOf(...exported("a.ts", { x: 1, y: {} }), ...exported("b.ts", { z: null }))).toMatchObject({
      code: "CONTRACTS_NOT_FOUND",
      place: "a.ts, b.ts",
    });
  });

  it.each([
    ["another schema", result({ level: z.number().min(0) }), "result"],
    ["an alias that is another's type", result({ type: "other", aliases: ["result"] }), "result"],
  ])("are refused where two events claim one name: %s", (_what, other, name) => {
    const fault = faultOf(...exported("a.ts", { topology: chain(result()) }), ...exported("b.ts", { other }));
    expect(fault).toMatchObject({ code: "EVENT_CONFLICT", place: "b.ts, other" });
    expect(fault.message).toContain(`Another event named "${name}" is at a.ts, topology.streams.results.`);
  });

  it("are refused where two topologies are exported", () => {
    const fault = faultOf(...exported("a.ts", { one: chain(result()), two: chain(result()) }));
    expect(fault).toMatchObject({ code: "TOPOLOGY_CONFLICT", place: "a.ts, two" });
    expect(fault.message).toContain("There is another topology at a.ts, one.");
  });

  it("are refused where a constant has two spellings", () => {
    const fields = { LEVEL: "lvl" } as const;
    const other = defineEvent({
      type: "other",
      description: "Another.",
      fields,
      data: z.object({ [fields.LEVEL]: z.number().describe("Level, millimoles per litre") }),
    });
    const fault = faultOf(...exported("a.ts", { result: result(), other }));
    expect(fault).toMatchObject({ code: "FIELD_CONFLICT", place: "a.ts, result, fields.LEVEL" });
    expect(fault.message).toContain('LEVEL is spelt "level" here and "lvl" at a.ts, other.');
  });
});
