import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../src/rules/index.js";
import { missingNames, wordingFaults } from "./rule-setup.js";

const NAMES = rules.map((rule) => rule.name);

function namesIn(directory: string, extension: string): string[] {
  return readdirSync(new URL(`../${directory}/`, import.meta.url))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .filter((name) => name !== "index");
}

describe("the list of rules", () => {
  it.each([
    ["src/rules", ".ts"],
    ["test/rules", ".test.ts"],
    ["docs/rules", ".md"],
  ])("is what %s holds", (directory, extension) => {
    expect(missingNames(NAMES, namesIn(directory, extension), directory)).toEqual([]);
  });

  it("is refused when a rule has no page, or a page no rule", () => {
    expect(missingNames(["a", "b"], ["b", "c"], "docs/rules")).toEqual([
      "a is not in docs/rules",
      "c of docs/rules is not a rule",
    ]);
  });
});

describe("the wording of rules", () => {
  it.each(rules)("of $name follows the house", (rule) => {
    expect(wordingFaults(rule)).toEqual([]);
  });

  it("is refused where it does not", () => {
    const [rule] = rules;
    if (rule === undefined) throw new Error("There is no rule.");
    const docs = { ...rule.meta.docs, description: "Reports keys.", url: "https://example.org" };
    const faults = wordingFaults({ name: "Bad_Name", meta: { ...rule.meta, docs, messages: { bad: "lower case" } } });
    expect(faults).toEqual([
      'Bad_Name: description "Reports keys."',
      'Bad_Name: message bad "lower case"',
      "Bad_Name: url https://example.org",
      "Bad_Name: name",
    ]);
  });
});
