import { describe, expect, it } from "vitest";
import { z } from "zod";
import { withMode } from "../src/schema-mode.js";
import { faultOf } from "./fault-of.js";

const writes = (schema: z.ZodType, value: unknown) => withMode(schema, "closed").safeParse(value).success;
const reads = (schema: z.ZodType, value: unknown) => withMode(schema, "open").parse(value);

const inner = z.object({ a: z.number() });
const sides = z.discriminatedUnion("k", [z.object({ k: z.literal("x") }), z.object({ k: z.literal("y"), a: inner })]);

describe("withMode", () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ["an object", inner, { a: 1, b: 2 }, { a: 1 }],
    ["a strict object", inner.strict(), { a: 1, b: 2 }, { a: 1 }],
    ["an object in an object", z.object({ o: inner }), { o: { a: 1, b: 2 } }, { o: { a: 1 } }],
    ["an array", z.array(inner), [{ a: 1, b: 2 }], [{ a: 1 }]],
    ["a tuple", z.tuple([inner]), [{ a: 1, b: 2 }], [{ a: 1 }]],
    ["a tuple's rest", z.tuple([z.null()], inner), [null, { a: 1, b: 2 }], [null, { a: 1 }]],
    ["a record", z.record(z.string(), inner), { r: { a: 1, b: 2 } }, { r: { a: 1 } }],
    ["a union", z.union([z.string(), inner]), { a: 1, b: 2 }, { a: 1 }],
    ["a union by one field", sides, { k: "y", a: { a: 1, b: 2 } }, { k: "y", a: { a: 1 } }],
    ["an optional", z.object({ o: inner.optional() }), { o: { a: 1, b: 2 } }, { o: { a: 1 } }],
    ["an exact optional", z.object({ o: z.exactOptional(inner) }), { o: { a: 1, b: 2 } }, { o: { a: 1 } }],
    ["a nullable", inner.nullable(), { a: 1, b: 2 }, { a: 1 }],
    ["a lazy schema", z.lazy(() => inner), { a: 1, b: 2 }, { a: 1 }],
    ["a catchall", z.object({}).catchall(inner), { c: { a: 1, b: 2 } }, { c: { a: 1 } }],
  ])("refuses an unknown key in %s when publishing and strips it when reading", (...[, schema, value, stripped]) => {
    expect(writes(schema, value)).toBe(false);
    expect(writes(schema, stripped)).toBe(true);
    expect(reads(schema, value)).toEqual(stripped);
  });

  it("leaves a loose object a dictionary of JSON values", () => {
    const loose = z.looseObject({ a: z.number() });
    expect(writes(loose, { a: 1, b: [{ c: null }] })).toBe(true);
    expect(writes(loose, { a: 1, b: () => 1 })).toBe(false);
    expect(writes(loose, { a: 1, b: undefined })).toBe(false);
    expect(reads(loose, { a: 1, b: [{ c: null }] })).toEqual({ a: 1, b: [{ c: null }] });
  });

  it.each<[string, z.ZodType, unknown]>([
    ["a key", z.object({ a: z.string().optional() }), { a: undefined }],
    ["an element", z.array(z.string().optional()), [undefined]],
    ["a place", z.tuple([z.string(), z.string().optional()]), ["a", undefined]],
    ["a value", z.record(z.string(), z.string().optional()), { a: undefined }],
  ])("refuses undefined as %s when publishing: JSON would make another of it", (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
    expect(writes(schema, value)).toBe(false);
  });

  it("takes schemas that contain themselves, by a getter or lazily", () => {
    const tree = z.object({
      a: z.number(),
      get kids() {
        return z.array(tree);
      },
    });
    const value = { a: 1, kids: [{ a: 2, kids: [] }] };
    expect(reads(tree, { a: 1, kids: [{ a: 2, kids: [], b: 3 }] })).toEqual(value);
    expect(writes(tree, value)).toBe(true);
    expect(writes(tree, { a: 1, kids: [{ a: 2, kids: [], b: 3 }] })).toBe(false);
    expect(writes(z.json(), [{ a: [null, 1, "s", true] }])).toBe(true);
    expect(writes(z.json(), [undefined])).toBe(false);
  });

  it("keeps the checks and the description of what it rebuilds", () => {
    const checked = z.object({ a: z.array(z.string()).min(1).describe("Names") }).refine(({ a }) => a[0] !== "x");
    expect(writes(checked, { a: [] })).toBe(false);
    expect(writes(checked, { a: ["x"] })).toBe(false);
    expect((withMode(checked, "closed") as typeof checked).shape.a.description).toBe("Names");
  });

  it.each<[string, z.ZodType, readonly string[]]>([
    ["a date", z.object({ a: z.date() }), ["a"]],
    ["a bigint", z.array(z.bigint()), ["[]"]],
    ["a map", z.tuple([z.map(z.string(), z.string())]), ["0"]],
    ["undefined", z.record(z.string(), z.undefined()), ["*"]],
    ["unknown", z.unknown(), []],
    ["a transform", z.object({ o: z.object({ a: z.string().transform(Number) }) }), ["o", "a"]],
    ["a default", z.object({ a: z.string().default("x") }), ["a"]],
    ["a catch", z.object({ a: z.string().catch("x") }), ["a"]],
    ["a coercion", z.object({ a: z.coerce.number() }), ["a"]],
    ["trimming", z.object({ a: z.string().trim() }), ["a"]],
    ["lower-casing", z.object({ a: z.string().toLowerCase() }), ["a"]],
    ["a normalised URL", z.object({ a: z.url({ normalize: true }) }), ["a"]],
    ["an overwritten array", z.object({ a: z.array(z.string()).overwrite((list) => list.toSorted()) }), ["a"]],
    ["a literal without a JSON form", z.object({ a: z.literal([1, 1n]) }), ["a"]],
    ["a key that is rewritten", z.record(z.string().trim(), z.string()), ["*"]],
    ["a catchall without a JSON form", z.object({}).catchall(z.date()), ["*"]],
    ["a loose record", z.looseRecord(z.string().regex(/^x/), z.string()), []],
    ["an intersection", z.intersection(inner, inner), []],
    [
      "two objects that only their keys tell apart",
      z.object({ a: z.union([inner, inner.extend({ b: z.null() })]) }),
      ["a"],
    ],
    ["two arrays", z.union([z.array(inner), z.tuple([inner.loose()])]), []],
    ["an object and any JSON", z.union([inner.nullable(), z.json()]), []],
  ])("refuses %s, which would not be read back as it was written", (_, schema, path) => {
    const fault = faultOf(() => withMode(schema, "closed"));
    expect(fault).toMatchObject({ code: "SCHEMA_UNSUPPORTED", path });
    expect(faultOf(() => withMode(schema, "open")).remedy).toBe(fault.remedy);
  });

  it.each<[string, z.ZodType, string]>([
    ["a date", z.date(), "Replace the date schema"],
    ["trimming", z.string().trim(), "Drop what rewrites the string while it is read"],
    [
      "two objects",
      z.union([inner, inner.loose()]),
      "Tell the union's options apart by one field (z.discriminatedUnion)",
    ],
    ["a loose record", z.looseRecord(z.string(), z.null()), "Replace the loose record by an object with a catchall"],
  ])("says what to do instead of %s", (_, schema, remedy) => {
    expect(faultOf(() => withMode(schema, "open")).remedy.startsWith(`${remedy}: use objects, arrays,`)).toBe(true);
  });

  it("lets a union hold one object and one array", () => {
    expect(reads(z.union([inner, z.array(inner), z.null()]), [{ a: 1, b: 2 }])).toEqual([{ a: 1 }]);
  });
});
