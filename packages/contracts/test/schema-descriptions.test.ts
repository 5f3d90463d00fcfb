import {
  agentResult,
  grade,
  referenceTopology,
  tradeExecution,
  tradingDecision,
  tradingSignal,
} from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { deadLetterSchema } from "../src/dead-letter.js";
import { envelopeForWriting } from "../src/envelope.js";
import { descriptionFaults } from "./schema-descriptions.js";

const definitions = [tradingSignal, tradingDecision, tradeExecution, grade, agentResult];

describe("descriptions", () => {
  it.each(definitions)("say of every field of $type what it means and in which unit, both ways", (definition) => {
    expect(descriptionFaults(definition.writeSchema, definition.type)).toEqual([]);
    expect(descriptionFaults(definition.readSchema, definition.type)).toEqual([]);
    expect(definition.description).toMatch(/^[A-Z].*\.$/);
  });

  it("look at every event that a stream carries", () => {
    const carried = Object.values(referenceTopology.streams).flatMap((events) => [...events.definitions]);
    expect(carried.filter((definition) => !definitions.includes(definition as never))).toEqual([]);
  });

  it("say the same of the envelope and of the dead letter", () => {
    expect(descriptionFaults(envelopeForWriting, "envelope")).toEqual([]);
    expect(descriptionFaults(deadLetterSchema, "dead letter")).toEqual([]);
  });

  it("stay with an object and a dictionary", () => {
    expect(tradingSignal.writeSchema).toHaveProperty("shape.indicators.description", expect.stringMatching(/^The ind/));
    expect(agentResult.readSchema.description).toBe("Any JSON object");
  });

  it("the check is red for a field without meaning, a number without unit, a time without form, at any depth", () => {
    const broken = z.object({
      side: z.string(),
      blank: z.string().describe(" "),
      price: z.number().describe("The price"),
      limit: z.exactOptional(z.number()).describe("The limit"),
      at: z.iso.datetime().describe("When"),
      metrics: z.exactOptional(z.object({ stop: z.number().describe("The stop") })),
      legs: z.array(z.object({ leg: z.boolean() })).describe("Legs"),
      either: z.discriminatedUnion("k", [z.object({ k: z.literal(1) })]).describe("Either"),
      table: z.record(z.string(), z.object({ cell: z.null() })).describe("Table"),
      good: z.number().describe("Fees, quote currency"),
    });
    expect(descriptionFaults(broken, "x")).toEqual([
      "x.side has no description",
      "x.blank has no description",
      "x.price has no unit",
      "x.limit has no unit",
      "x.at has no form of time",
      "x.metrics has no description",
      "x.metrics.stop has no unit",
      "x.legs.leg has no description",
      "x.either.k has no description",
      "x.table.cell has no description",
    ]);
  });
});
