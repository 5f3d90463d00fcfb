import { agentResult, grade, tradeExecution, tradingDecision, tradingSignal } from "@handoff/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { valid } from "./arbitrary.js";

describe("valid", () => {
  it.each([tradingSignal, tradingDecision, tradeExecution, grade, agentResult])(
    "makes only payloads that $type accepts",
    ({ writeSchema }) => {
      fc.assert(
        fc.property(valid(writeSchema), (data) => writeSchema.safeParse(data).success),
        { numRuns: 300 },
      );
    },
  );

  it("makes optional keys and leaves them out", () => {
    const made = fc.sample(valid(z.object({ a: z.exactOptional(z.number()) })), 100) as { a?: number }[];
    expect(new Set(made.map((value) => "a" in value))).toEqual(new Set([true, false]));
  });

  it("makes text that UTF-8 cannot carry", () => {
    const made = fc.sample(valid(z.string()), 1000) as string[];
    expect(made.some((text) => /\p{Cs}/u.test(text))).toBe(true);
  });

  it.each([
    ["a date", z.date()],
    ["a pattern", z.string().regex(/^a$/)],
    ["an e-mail address", z.email()],
    ["a multiple", z.number().multipleOf(2)],
    ["an integer", z.int()],
  ])("refuses to guess at %s", (_, schema) => {
    expect(() => valid(schema)).toThrow("no generator");
  });
});
