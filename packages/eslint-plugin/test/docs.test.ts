import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../src/rules/index.js";
import { blocksOf, markFault } from "./docs-page.js";
import { findings } from "./lint.js";

const SECTIONS = ["Incorrect", "Correct", "Options", "When not to use it"];

describe.each(rules)("the page of $name", ({ name, meta }) => {
  const page = readFileSync(new URL(`../docs/rules/${name}.md`, import.meta.url), "utf8");
  const blocks = blocksOf(page);

  it("starts with the rule's name and description", () => {
    expect(page.startsWith(`# ${name}\n\n${meta.docs.description}.\n`)).toBe(true);
  });

  it("has its sections in order", () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
  });

  it("names each option", () => {
    const [schema] = meta.schema as readonly { properties: object }[];
    expect([...page.matchAll(/^\| `(\w+)`/gm)].map(([, option]) => option).sort()).toEqual(
      Object.keys(schema?.properties ?? {}).sort(),
    );
  });

  it("marks every block of code", () => {
    expect(blocks).toHaveLength(page.split("```ts\n").length - 1);
    expect(new Set(blocks.map(({ mark }) => mark))).toEqual(new Set(["❌", "✅"]));
  });

  it.each(blocks)("is right about $mark $title", (block) => {
    const found = findings(block.code, { rules: { [`handoff/${name}`]: "error" } });
    expect(found.filter(({ fatal }) => fatal === true)).toEqual([]);
    expect(
      markFault(
        block,
        found.map(({ message }) => message),
      ),
    ).toBeUndefined();
  });
});

describe("the check of pages", () => {
  const [block] = blocksOf("❌ Raw:\n\n```ts\na;\n```\n");

  it("refuses a wrong block that is not reported, and a right one that is", () => {
    if (block === undefined) throw new Error("The block was not found.");
    expect(markFault(block, [])).toBe("❌ Raw: nothing is reported");
    expect(markFault({ ...block, mark: "✅" }, ["Raw key."])).toBe("✅ Raw: Raw key.");
  });
});
