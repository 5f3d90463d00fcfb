import plugin from "@handoff/eslint-plugin";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corpus } from "./labels.js";
import { findings, fixed, labelled } from "./lint.js";
import { type HostFinding, OxlintProject } from "./oxlint.js";

const CASES = corpus();
const RULES = Object.keys(plugin.rules);

function eslintFindings(text: string, name: string): HostFinding[] {
  return findings(text, { filename: name }).map(({ line, column, ruleId, message }) => ({
    line,
    column,
    rule: ruleId?.replace("handoff/", "") ?? "",
    message,
  }));
}

function sorted(found: readonly HostFinding[]): string[] {
  return found.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`).sort();
}

describe("both hosts", () => {
  const project = new OxlintProject(RULES);
  const rewritten = new OxlintProject(RULES);
  let oxlintFindings: ReadonlyMap<string, readonly HostFinding[]>;

  beforeAll(() => {
    for (const { name, text } of CASES) {
      project.write(name, text);
      rewritten.write(name, text);
    }
    oxlintFindings = project.findings();
    rewritten.fix();
  });
  afterAll(() => {
    project.remove();
    rewritten.remove();
  });

  it.each(CASES)("find in $name what its labels say", ({ name, text, expected }) => {
    expect(labelled(findings(text, { filename: name }))).toEqual(expected);
    const lines = expected.map((label) => label.split(" ").slice(0, 2).join(" ")).sort();
    const found = (oxlintFindings.get(name) ?? []).map(({ line, rule }) => `${line} ${rule}`);
    expect([...found].sort()).toEqual(lines);
  });

  it.each(CASES)("say the same of $name, at the same places", ({ name, text }) => {
    expect(sorted(oxlintFindings.get(name) ?? [])).toEqual(sorted(eslintFindings(text, name)));
  });

  it.each(CASES)("rewrite $name to the same text, and leave nothing to rewrite", ({ name, text }) => {
    const once = fixed(text, { filename: name });
    expect(rewritten.read(name)).toBe(once);
    expect(fixed(once, { filename: name })).toBe(once);
    expect(findings(once, { filename: name }).filter(({ fix, fatal }) => fix !== undefined || fatal === true)).toEqual(
      [],
    );
  });

  it("are compared on every rule", () => {
    const labelledRules = new Set(CASES.flatMap(({ expected }) => expected.map((label) => label.split(" ")[1])));
    expect([...labelledRules].sort()).toEqual([...RULES].sort());
  });
});

describe("the comparison of hosts", () => {
  it("sees a finding that one host lacks", () => {
    const found = eslintFindings('function f(data) { data["side"]; }', "file.ts");
    expect(sorted(found)).not.toEqual(sorted([]));
    expect(sorted(found)).not.toEqual(sorted(found.map((finding) => ({ ...finding, column: finding.column + 1 }))));
  });
});
