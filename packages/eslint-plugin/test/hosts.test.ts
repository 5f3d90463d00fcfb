import plugin from "@handoff/eslint-plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { corpus, type LabelledCase } from "./labels.js";
import { findings, fixed, labelled, type LintOptions } from "./lint.js";
import { type HostFinding, OxlintProject } from "./oxlint.js";

const CASES = corpus();
const RULES = Object.keys(plugin.rules);

function optionsOf({ name, settings }: Pick<LabelledCase, "name" | "settings">): LintOptions {
  return { filename: name, settings };
}

function eslintFindings(text: string, options: LintOptions): HostFinding[] {
  return findings(text, options).map(({ line, column, ruleId, message }) => ({
    line,
    column,
    rule: ruleId?.replace("handoff/", "") ?? "",
    message,
  }));
}

/** What oxlint finds in the cases, and what it makes of them: the cases of one project at a time. */
function oxlintResults(): ReadonlyMap<string, { readonly found: readonly HostFinding[]; readonly fixed: string }> {
  const projects = new Set(CASES.map(({ settings }) => JSON.stringify(settings)));
  const results = [...projects].flatMap((settings) => {
    const project = new OxlintProject(RULES, { settings: JSON.parse(settings) as LabelledCase["settings"] });
    try {
      const cases = CASES.filter((each) => JSON.stringify(each.settings) === settings);
      for (const { name, text } of cases) project.write(name, text);
      const found = project.findings();
      project.fix();
      return cases.map(({ name }) => [name, { found: found.get(name) ?? [], fixed: project.read(name) }] as const);
    } finally {
      project.remove();
    }
  });
  return new Map(results);
}

function sorted(found: readonly HostFinding[]): string[] {
  return found.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`).sort();
}

describe("both hosts", () => {
  let oxlint: ReturnType<typeof oxlintResults>;

  beforeAll(() => {
    oxlint = oxlintResults();
  });

  it.each(CASES)("find in $name what its labels say", (file) => {
    expect(labelled(findings(file.text, optionsOf(file)))).toEqual(file.expected);
    const lines = file.expected.map((label) => label.split(" ").slice(0, 2).join(" ")).sort();
    const found = oxlint.get(file.name)?.found.map(({ line, rule }) => `${line} ${rule}`) ?? [];
    expect(found.sort()).toEqual(lines);
  });

  it.each(CASES)("say the same of $name, at the same places", (file) => {
    expect(sorted(oxlint.get(file.name)?.found ?? [])).toEqual(sorted(eslintFindings(file.text, optionsOf(file))));
  });

  it.each(CASES)("rewrite $name to the same text, and leave nothing to rewrite", (file) => {
    const options = optionsOf(file);
    const once = fixed(file.text, options);
    expect(oxlint.get(file.name)?.fixed).toBe(once);
    expect(fixed(once, options)).toBe(once);
    expect(findings(once, options).filter(({ fix, fatal }) => fix !== undefined || fatal === true)).toEqual([]);
  });

  it("are compared on every rule", () => {
    const labelledRules = new Set(CASES.flatMap(({ expected }) => expected.map((label) => label.split(" ")[1])));
    expect([...labelledRules].sort()).toEqual([...RULES].sort());
  });
});

describe("the comparison of hosts", () => {
  it("sees a finding that one host lacks", () => {
    const found = eslintFindings('function f(data) { data["side"]; }', {});
    expect(sorted(found)).not.toEqual(sorted([]));
    expect(sorted(found)).not.toEqual(sorted(found.map((finding) => ({ ...finding, column: finding.column + 1 }))));
  });
});
