import { describe, expect, it } from "vitest";
import { parse } from "../parse.js";

function keyOf(expression: string, before = ""): unknown {
  const { facts, expression: find } = parse(`${before}\nuse(${expression});`);
  return facts.keys.of(find(expression));
}

describe("a key", () => {
  it("is text as a literal, a template, a concatenation", () => {
    expect(keyOf('"side"')).toEqual({ key: "side", origin: "text" });
    expect(keyOf("`side`")).toEqual({ key: "side", origin: "text" });
    expect(keyOf('"si" + "de"')).toEqual({ key: "side", origin: "text" });
    expect(keyOf("`si${de}`")).toBeUndefined();
    expect(keyOf('"si" + de')).toBeUndefined();
  });

  it("is a constant where nothing else is written to the name", () => {
    expect(keyOf("K", 'const K = "side";')).toEqual({ key: "side", origin: "constant" });
    expect(keyOf("k", 'let k = "side";')).toEqual({ key: "side", origin: "constant" });
    expect(keyOf("k", 'let k = "side"; k = other;')).toBeUndefined();
  });

  it("is an alias as a member of an enum or of a table of constants", () => {
    expect(keyOf("Column.Side", 'enum Column { Side = "side" }')).toEqual({ key: "side", origin: "alias" });
    expect(keyOf("C.SIDE", 'const C = { SIDE: "side" } as const;')).toEqual({ key: "side", origin: "alias" });
    expect(keyOf("C.SIDE", 'const C = Object.freeze({ SIDE: "side" });')).toEqual({ key: "side", origin: "alias" });
    expect(keyOf("C.SIDE", 'const C = { SIDE: "side" }; C.SIDE = "other";')).toBeUndefined();
  });

  it("is the registry's, under any of its names", () => {
    const registry = { key: "side", origin: "registry" };
    expect(keyOf("FieldName.SIDE", 'import { FieldName } from "@handoff/contracts";')).toEqual(registry);
    expect(keyOf('FieldName["SIDE"]', 'import { FieldName } from "@handoff/contracts";')).toEqual(registry);
    expect(keyOf("F.SIDE", 'import { FieldName as F } from "@handoff/contracts";')).toEqual(registry);
    expect(keyOf("c.FieldName.SIDE", 'import * as c from "@handoff/contracts";')).toEqual(registry);
    expect(keyOf("FieldName.SIDE", 'import * as FieldName from "./field-name.js";')).toEqual(registry);
    expect(keyOf("F.SIDE", 'import { FieldName } from "@handoff/contracts"; const F = FieldName;')).toEqual(registry);
    expect(keyOf("SIDE", 'import { FieldName } from "./barrel.js"; const { SIDE } = FieldName;')).toEqual(registry);
  });

  it("is the registry's as a field of an event that the file defines", () => {
    const before = 'const LabField = { SAMPLE: "sample" } as const; defineEvent({ fields: LabField });';
    expect(keyOf("LabField.SAMPLE", before)).toEqual({ key: "sample", origin: "registry" });
  });

  it("ends where constants go in a circle", () => {
    expect(keyOf("a", "const a = b, b = a;")).toBeUndefined();
    expect(keyOf("a.x", "const a = { x: b.x } as const, b = { x: a.x } as const;")).toBeUndefined();
  });
});
