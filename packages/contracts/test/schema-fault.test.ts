import { describe, expect, it } from "vitest";
import { z } from "zod";
import { placeOf } from "../src/schema-fault.js";

function placeIn(schema: z.ZodType, value: unknown): ReturnType<typeof placeOf> {
  const { error } = schema.safeParse(value);
  if (error === undefined) throw new Error("the value meets the schema");
  return placeOf(error, ["data"]);
}

const side = z.discriminatedUnion("side", [
  z.object({ side: z.literal("buy") }),
  z.object({ side: z.literal("sell"), price: z.number() }),
]);

describe("placeOf", () => {
  it.each([
    ["a wrong type", z.object({ a: z.number() }), { a: "1" }, ["a"], "number, received string"],
    ["a missing key", z.object({ a: z.number() }), {}, ["a"], "number, received undefined"],
    ["an unknown key", z.strictObject({}), { b: 1, c: 2 }, ["b"], "no such key"],
    ["too much", z.number().max(1), 2, [], "number to be <=1"],
    ["too little", z.string().min(1), "", [], "string to have >=1 characters"],
    ["no option", z.enum(["buy", "sell"]), "hold", [], 'one of "buy"|"sell"'],
    ["no literal", z.literal("buy"), "sell", [], '"buy"'],
    ["no format", z.iso.datetime(), "now", [], "a valid ISO datetime"],
    ["upper case", z.string().lowercase(), "A", [], "lower case"],
    ["no match", z.string().regex(/^a$/), "b", [], "a string that must match pattern /^a$/"],
    ["no multiple", z.number().multipleOf(2), 3, [], "a number that must be a multiple of 2"],
    ["a refinement", z.string().refine(() => false), "a", [], "a value that meets the schema"],
    ["an author's words", z.string().refine(() => false, "an even sum"), "a", [], "an even sum"],
    ["no words", z.string().refine(() => false, ""), "a", [], "a value that meets the schema"],
    ["a key", z.record(z.string().min(2), z.number()), { b: 1 }, ["b"], "a key that is string to have >=2 characters"],
    ["no branch", side, { side: "hold" }, ["side"], "one of 'buy' | 'sell'"],
    ["a branch", side, { side: "sell" }, ["price"], "number, received undefined"],
    ["a union", z.union([z.string(), z.number()]), true, [], "string or number"],
    [
      "the deepest of a union",
      z.json(),
      { a: [{ b: 1n }] },
      ["a", 0, "b"],
      "string or number or boolean or null or array or record",
    ],
  ])("says of %s where it is and what would be right", (...[, schema, value, path, expected]) => {
    expect(placeIn(schema, value)).toEqual({ path: ["data", ...path], expected });
  });

  it("spells a symbol in a path", () => {
    expect(placeIn(z.record(z.string(), z.number()), { [Symbol("s")]: 1 }).path).toEqual(["data", "Symbol(s)"]);
  });

  it("has words for an error without an issue", () => {
    expect(placeOf(new z.ZodError([]), ["data"])).toEqual({
      path: ["data"],
      expected: "a value that meets the schema",
    });
  });
});
