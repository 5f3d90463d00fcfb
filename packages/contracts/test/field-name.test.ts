import { FieldName } from "@handoff/contracts";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { samples } from "./protocol-document.js";

const source = readFileSync(new URL("../src/field-name.ts", import.meta.url), "utf8");

/** What is wrong with a registry's source: each constant takes one line of meaning and one of value. */
function registryFaults(text: string): readonly string[] {
  const faults: string[] = [];
  const spelt = new Set<string>();
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("export ")) continue;
    const [, name = "", value = ""] = /^export const ([A-Z][A-Z0-9_]*) = "([^"]*)";$/.exec(line) ?? [];
    if (name === "") faults.push(`not a constant: ${line}`);
    if (value.toUpperCase() !== name) faults.push(`${name} is not ${value} in upper case`);
    if (spelt.has(value)) faults.push(`${value} is spelt twice`);
    spelt.add(value);
    if (!/^\/\*\* \S.* \*\/$/.test(lines[index - 1] ?? "")) faults.push(`${name} has no line of meaning`);
    if (/^(\/\*\*| \*)/.test(lines[index - 2] ?? "")) faults.push(`${name} has more than one line of meaning`);
  }
  return faults;
}

function keysOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [...(Array.isArray(value) ? [] : [key]), ...keysOf(child)]);
}

function unknownKeys(texts: readonly string[], known: readonly string[]): readonly string[] {
  const keys = new Set(texts.flatMap((text) => keysOf(JSON.parse(text))));
  return [...keys].filter((key) => !known.includes(key));
}

describe("FieldName", () => {
  it("gives every key one constant, named as it is spelt, with one line of meaning", () => {
    expect(registryFaults(source)).toEqual([]);
  });

  it.each([
    ["no meaning", 'export const SIDE = "side";', "SIDE has no line of meaning"],
    ["two lines", '/** One. */\n/** Two. */\nexport const SIDE = "side";', "SIDE has more than one line of meaning"],
    ["another spelling", '/** Side. */\nexport const SIDE = "action";', "SIDE is not action in upper case"],
    ["a repeat", '/** A. */\nexport const A = "a";\n/** B. */\nexport const A = "a";', "a is spelt twice"],
    ["no constant", "/** A. */\nexport let A = 1;", "not a constant: export let A = 1;"],
  ])("the check is red for %s", (_, text, fault) => {
    expect(registryFaults(text)).toContain(fault);
  });

  it("exports what its source declares", () => {
    expect(Object.keys(FieldName)).toHaveLength(source.match(/^export const /gm)?.length ?? -1);
  });

  it("knows every key of the founding document's samples", () => {
    // `answer` stands for the free payload of an agent_result.
    expect(unknownKeys(samples, Object.values(FieldName))).toEqual(["answer"]);
  });

  it("the check is red for a key that is not in the registry", () => {
    expect(unknownKeys(['{"type":"x","data":{"side":"buy","risk":[{"stop":1}]}}'], ["type", "data"])).toEqual([
      "side",
      "risk",
      "stop",
    ]);
  });
});
