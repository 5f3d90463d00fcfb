import { describe, expect, it } from "vitest";
import { z } from "zod";
import { canonicalSchema } from "../../src/compatibility/canonical-schema.js";

const textOf = (schema: z.ZodType): string => JSON.stringify(canonicalSchema(schema));

describe("the canonical schema", () => {
  const list: z.ZodType = z.lazy(() => z.object({ v: z.string(), next: z.exactOptional(list) }));
  const other: z.ZodType = z.lazy(() => z.object({ next: z.exactOptional(other), v: z.string() }));

  it.each<[string, z.ZodType, z.ZodType]>([
    ["keys", z.object({ a: z.string(), b: z.number() }), z.object({ b: z.number(), a: z.string() })],
    ["values", z.enum(["a", "b"]), z.enum(["b", "a"])],
    ["options", z.union([z.string(), z.int()]), z.union([z.int(), z.string()])],
    ["definitions", z.object({ a: z.json(), b: list }), z.object({ b: other, a: z.json() })],
  ])("does not depend on the order of %s", (_, one, another) => {
    expect(textOf(one)).toBe(textOf(another));
  });

  it("does not depend on whether a part is shared", () => {
    const price = z.number().min(0);
    expect(textOf(z.object({ a: price, b: price }))).toBe(
      textOf(z.object({ a: z.number().min(0), b: z.number().min(0) })),
    );
  });

  it.each<[z.ZodType, object]>([
    [z.uuid(), { format: "uuid" }],
    [z.uuidv4(), { format: "uuid", "x-format": "uuid v4" }],
    [z.guid(), { format: "uuid", "x-format": "guid" }],
    [z.iso.datetime(), { format: "date-time" }],
    [
      z.iso.datetime({ offset: true, precision: 3 }),
      { format: "date-time", "x-format": "date-time offset precision=3" },
    ],
    [z.iso.time(), { format: "time" }],
    [z.email(), { format: "email" }],
    [z.email({ pattern: /^a@b$/ }), { pattern: "^a@b$" }],
    [z.url({ hostname: /^a$/ }), { format: "uri", "x-format": "uri of its own" }],
    [z.string().regex(/^a/i), { pattern: "^a", "x-flags": "i" }],
    [z.uuid().lowercase(), { allOf: [{ format: "uuid" }, { pattern: "^[^A-Z]*$" }] }],
  ])("says the form of text in words: %#", (schema, keywords) => {
    expect(canonicalSchema(schema)).toEqual({ type: "string", ...keywords });
  });

  it("says where a check in code is", () => {
    const schema = z.object({ a: z.string().refine(() => true), b: z.array(z.null()).superRefine(() => undefined) });
    expect(canonicalSchema(schema).properties).toMatchObject({ a: { "x-refined": true }, b: { "x-refined": true } });
  });
});
