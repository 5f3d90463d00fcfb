import { readFileSync } from "node:fs";
import type { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { rules } from "../src/rules/index.js";
import { blocksOf, type DocsBlock, markFault, optionsWithoutExample } from "./docs-page.js";
import { findings } from "./lint.js";

const SECTIONS = ["Incorrect", "Correct", "Options", "Messages", "When not to use it"];

function lint(rule: string, { code, options }: DocsBlock): Linter.LintMessage[] {
  return findings(code, { rules: { [`handoff/${rule}`]: ["error", options] } });
}

function report(rule: string, block: DocsBlock): string[] {
  return lint(rule, block).map(({ message }) => message);
}

describe.each(rules)("the page of $name", ({ name, meta }) => {
  const page = readFileSync(new URL(`../docs/rules/${name}.md`, import.meta.url), "utf8");
  const blocks = blocksOf(page);
  const [schema] = meta.schema as readonly { properties: object }[];

  it("starts with what is generated of the rule", () => {
    expect(page.startsWith("<!-- begin header -->\n")).toBe(true);
  });

  it("has its sections in order", () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
  });

  it("shows each option at work", () => {
    const options = Object.keys(schema?.properties ?? {});
    expect(optionsWithoutExample(options, blocks, (block) => report(name, block))).toEqual([]);
  });

  it("marks every block of code", () => {
    expect(blocks).toHaveLength(page.split("```ts\n").length - 1);
    expect(new Set(blocks.map(({ mark }) => mark))).toEqual(new Set(["❌", "✅"]));
  });

  it.each(blocks)("is right about $mark $title", (block) => {
    expect(lint(name, block).filter(({ fatal }) => fatal === true)).toEqual([]);
    expect(markFault(block, report(name, block))).toBeUndefined();
  });
});

describe("the check of pages", () => {
  const block = (title: string, code: string): DocsBlock => {
    const [found] = blocksOf(`❌ ${title}:\n\n\`\`\`ts\n${code}\n\`\`\`\n`);
    if (found === undefined) throw new Error("The block was not found.");
    return found;
  };

  it("refuses a wrong block that is not reported, and a right one that is", () => {
    const raw = block("Raw", "a;");
    expect(markFault(raw, [])).toBe("❌ Raw: nothing is reported");
    expect(markFault({ ...raw, mark: "✅" }, ["Raw key."])).toBe("✅ Raw: Raw key.");
  });

  it("lints a block with the options of its title", () => {
    const name = block('With `{ "payloadNames": ["tick"] }`, a name', 'tick["price"];');
    expect(report("no-raw-string-key", name)).toHaveLength(1);
    expect(report("no-raw-string-key", { ...name, options: {} })).toEqual([]);
  });

  it("refuses an option that has no example, or one that shows nothing", () => {
    const name = block('With `{ "payloadNames": ["tick"] }`, a name', 'event["price"]; tick["price"];');
    const judge = (one: DocsBlock): string[] => report("no-raw-string-key", one);
    expect(optionsWithoutExample(["payloadNames", "dotted"], [name], judge)).toEqual(["payloadNames", "dotted"]);
    const shown = { ...name, code: 'tick["price"];' };
    expect(optionsWithoutExample(["payloadNames", "dotted"], [shown], judge)).toEqual(["dotted"]);
  });
});
