import { agentResult, defineEvent, type EventDefinition, type FieldRegistry, tradingSignal } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { canonical, jsonSchemaBundle, payloadSchema } from "../../src/export/json-schema.js";

const Field = { ID: "id", SEEN: "seen", ON: "on", LEVEL: "level", CHILDREN: "children" } as const;

const event = (shape: z.ZodRawShape, fields: FieldRegistry = Field): EventDefinition =>
  defineEvent({ type: "sample", description: "A sample.", fields, data: z.object(shape) });

describe("the schema of a payload", () => {
  it("has formats in place of the patterns of whichever zod made it", () => {
    const schema = payloadSchema(
      event({
        [Field.ID]: z.uuid().describe("Id of the sample"),
        [Field.SEEN]: z.iso.datetime({ offset: true }).describe("When it was seen"),
        [Field.ON]: z.iso.date().describe("Day of the sample"),
        [Field.LEVEL]: z.string().regex(/^\d+$/).describe("Level in digits"),
      }),
    );
    expect(schema).toMatchObject({
      properties: {
        id: { type: "string", format: "uuid" },
        seen: { type: "string", format: "date-time" },
        on: { type: "string", format: "date" },
        level: { type: "string", pattern: "^\\d+$" },
      },
    });
    expect(JSON.stringify(schema).match(/"pattern"/g)).toHaveLength(1);
  });

  it("is one text whatever the order of its keys", () => {
    const id = z.uuid().describe("Id of the sample");
    const level = z.number().min(0).describe("Level, millimoles per litre");
    const [one, other] = [
      { [Field.ID]: id, [Field.LEVEL]: level },
      { [Field.LEVEL]: level, [Field.ID]: id },
    ].map((shape) => JSON.stringify(payloadSchema(event(shape))));
    expect(one).toBe(other);
    const changed = event({ [Field.ID]: id, [Field.LEVEL]: level.max(9) });
    expect(JSON.stringify(payloadSchema(changed))).not.toBe(one);
  });

  it("keeps the order of what is a list", () => {
    expect(canonical({ b: [2, 1], a: { enum: ["z", "a"], required: ["z", "a"] } })).toEqual({
      a: { enum: ["z", "a"], required: ["a", "z"] },
      b: [2, 1],
    });
  });

  it("is closed, as events are published", () => {
    expect(payloadSchema(tradingSignal)).toMatchObject({ additionalProperties: false, type: "object" });
  });
});

describe("the bundle", () => {
  it("has every event under its type", () => {
    const bundle = jsonSchemaBundle({ events: [agentResult, tradingSignal], fields: {} });
    expect(bundle).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $defs: {
        agent_result: { title: "agent_result", description: "Any JSON object" },
        trading_signal: { type: "object" },
      },
    });
  });
});
