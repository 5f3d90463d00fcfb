import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FreshProject, PackedPackages } from "./fresh-project.js";

const SERVICE = `import { Stream } from "@handoff/contracts";

export async function processEvent(event) {
  if (event["type"] === "trading_signal") await publish(Stream.DECISIONS, { symbol: event.data.symbol });
}

export async function drain(redis) {
  try {
    for (const [, fields] of await redis.xreadgroup("GROUP", "reasoning_agents", "one", "STREAMS", "signals", ">")) {
      await processEvent(fields);
    }
  } catch (error) {
    console.error(error);
  }
}
`;

const FIXED = `import { Stream, ConsumerGroup, FieldName } from "@handoff/contracts";

export async function processEvent(event) {
  if (event[FieldName.TYPE] === "trading_signal") await publish(Stream.DECISIONS, { [FieldName.SYMBOL]: event[FieldName.DATA][FieldName.SYMBOL] });
}

export async function drain(redis) {
  try {
    for (const [, fields] of await redis.xreadgroup("GROUP", ConsumerGroup.REASONING_AGENTS, "one", "STREAMS", Stream.SIGNALS, ">")) {
      await processEvent(fields);
    }
  } catch (error) {
    console.error(error);
  }
}
`;

const ESLINT_CONFIG = `import handoff from "@handoff/eslint-plugin";

export default [handoff.configs.strict];
`;

const RULES = [
  "no-raw-string-key",
  "require-trace-handoff",
  "require-agent-state",
  "no-swallowed-event",
  "no-raw-stream-name",
  "no-dynamic-field",
];
const OXLINT_CONFIG = JSON.stringify({
  jsPlugins: ["@handoff/eslint-plugin"],
  categories: { correctness: "off" },
  rules: Object.fromEntries(RULES.map((rule) => [`handoff/${rule}`, "error"])),
});

const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, exactOptionalPropertyTypes: true, module: "nodenext", types: [], noEmit: true },
});

const CONSUMER = `import { decodeEvent, FieldName, referenceTopology } from "@handoff/contracts";
import * as FieldNames from "@handoff/contracts/field-name";
import { Stream } from "@handoff/contracts/streams";
import handoff, { type HandoffPlugin } from "@handoff/eslint-plugin";

export const plugin: HandoffPlugin = handoff;
export const severities: Readonly<Record<string, "error" | "warn">> = handoff.configs.recommended.rules;
export const event = decodeEvent({}, referenceTopology.streams[Stream.SIGNALS], "0-0");
export const symbol: string = event[FieldName.DATA][FieldNames.SYMBOL];
`;

const TYPED_CONFIG = `import handoff from "@handoff/eslint-plugin";
import { defineConfig } from "eslint/config";

export default defineConfig(
  { files: ["**/*.js"], extends: [handoff.configs.recommended] },
  { plugins: { handoff }, rules: { "handoff/no-raw-string-key": ["error", { dotted: "never" }] } },
  handoff.configs.strict,
);
`;

interface EslintResult {
  readonly messages: readonly {
    readonly line: number;
    readonly column: number;
    readonly ruleId: string;
    readonly message: string;
  }[];
}

interface OxlintReport {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
  }[];
}

/** The findings of ESLint, or why there are none. */
function eslintFindings(project: FreshProject): string[] {
  const { output } = project.run("eslint --format json service.js");
  if (!output.startsWith("[")) return [output];
  const [result] = JSON.parse(output) as readonly EslintResult[];
  const found = result?.messages.map((each) => `${each.line}:${each.column} ${each.ruleId} ${each.message}`);
  return [...(found ?? [])].sort();
}

/** The findings of oxlint, or why there are none. */
function oxlintFindings(project: FreshProject): string[] {
  const { output } = project.run("oxlint --format json service.js");
  if (!output.startsWith("{")) return [output];
  const { diagnostics } = JSON.parse(output) as OxlintReport;
  return diagnostics
    .map(({ code, message, labels: [label] }) => {
      const { line = 0, column = 0 } = label?.span ?? {};
      return `${line}:${column} ${code.replace(/^(\w+)\((.+)\)$/, "$1/$2")} ${message}`;
    })
    .sort();
}

const packed = new PackedPackages(["contracts", "eslint-plugin"]);

const ESLINT_FILES = { "service.js": SERVICE, "eslint.config.js": ESLINT_CONFIG };
const TYPED_FILES = { "consumer.ts": CONSUMER, "tsconfig.json": TSCONFIG };

const withEslint10 = new FreshProject(ESLINT_FILES);
const withEslint8 = new FreshProject(ESLINT_FILES);
const withOxlint = new FreshProject({ "service.js": SERVICE, ".oxlintrc.json": OXLINT_CONFIG, ...TYPED_FILES });
const withTypescript = new FreshProject({ "eslint.config.ts": TYPED_CONFIG, ...TYPED_FILES });
const PROJECTS = [withEslint10, withEslint8, withOxlint, withTypescript];

beforeAll(() => {
  for (const project of PROJECTS) project.install("@handoff/eslint-plugin", packed.folder);
  withEslint10.install("eslint");
  withEslint8.install("eslint", "test/hosts/eslint-8");
  withOxlint.install("oxlint");
  withOxlint.install("typescript", "test/hosts/typescript-7");
  withTypescript.install("eslint");
  withTypescript.install("typescript");
}, 180_000);

afterAll(() => {
  for (const project of PROJECTS) project.remove();
  packed.remove();
});

/** What is seen while a line stands before a file of the installed plugin. */
function broken<T>(project: FreshProject, { file, line }: { file: string; line: string }, look: () => T): T {
  const path = `node_modules/@handoff/eslint-plugin/dist/${file}`;
  const whole = project.read(path);
  project.write(path, `${line}\n${whole}`);
  const seen = look();
  project.write(path, whole);
  return seen;
}

describe("the packed linter", { timeout: 120_000 }, () => {
  it("finds what is wrong where only ESLint 10 is", () => {
    expect(withEslint10.installed().filter((name) => name.startsWith("@typescript-eslint/"))).toEqual([]);
    expect(eslintFindings(withEslint10).map((finding) => finding.split(" ").slice(0, 2).join(" "))).toEqual([
      "3:23 handoff/require-trace-handoff",
      "4:13 handoff/no-raw-string-key",
      "4:77 handoff/no-raw-string-key",
      "4:91 handoff/no-raw-string-key",
      "4:96 handoff/no-raw-string-key",
      "9:100 handoff/no-raw-stream-name",
      "9:62 handoff/no-raw-stream-name",
    ]);
  });

  it("finds the same where only ESLint 8.57 is", () => {
    expect(withEslint8.run("eslint --version").output).toContain("v8.57");
    expect(eslintFindings(withEslint8)).toEqual(eslintFindings(withEslint10));
  });

  it("finds the same where only oxlint and TypeScript 7 are", () => {
    expect(withOxlint.installed().filter((name) => !/^@(oxlint|typescript)\//.test(name))).toEqual([
      "@handoff/contracts",
      "@handoff/eslint-plugin",
      "commander",
      "jiti",
      "oxlint",
      "typescript",
      "zod",
    ]);
    expect(oxlintFindings(withOxlint)).toEqual(eslintFindings(withEslint10));
  });

  it.each([
    ["ESLint", withEslint10, eslintFindings],
    ["oxlint", withOxlint, oxlintFindings],
  ])("is not loaded by %s if it imports what it does not declare", (_host, project, findings) => {
    const undeclared = { file: "index.js", line: 'import "@typescript-eslint/utils";' };
    expect(broken(project, undeclared, () => findings(project))).toEqual([
      expect.stringContaining("Cannot find package '@typescript-eslint/utils'"),
    ]);
  });

  it.each([
    ["ESLint 10", withEslint10, "eslint --fix service.js"],
    ["ESLint 8.57", withEslint8, "eslint --fix service.js"],
    // One pass a run, and the first may only bring the imports.
    ["oxlint", withOxlint, "oxlint --fix service.js; oxlint --fix service.js"],
  ])("fixes with %s the same", (_host, project, command) => {
    project.run(command);
    expect(project.read("service.js")).toBe(FIXED);
  });
});

describe("the types of the packed packages", { timeout: 120_000 }, () => {
  it("are complete for TypeScript 7 beside oxlint, without skipLibCheck", () => {
    expect(withOxlint.run("tsc --version").output).toContain("Version 7.");
    expect(withOxlint.run("tsc")).toEqual({ code: 0, output: "" });
  });

  it("are accepted by ESLint's defineConfig, without a cast", () => {
    expect(withTypescript.run("tsc")).toEqual({ code: 0, output: "" });
  });

  it.each([withOxlint, withTypescript])("are refused if they are of a package that is not there", (project) => {
    const undeclared = { file: "index.d.ts", line: 'import type { TSESLint } from "@typescript-eslint/utils";' };
    const { code, output } = broken(project, undeclared, () => project.run("tsc"));
    expect(code).not.toBe(0);
    expect(output).toContain("Cannot find module '@typescript-eslint/utils'");
  });
});

describe("a fresh project", () => {
  it("holds no link that leaves it", () => {
    const links = withOxlint.run("find node_modules -type l -exec readlink -f {} +").output.split("\n").filter(Boolean);
    expect(links).not.toEqual([]);
    expect(links.filter((link) => !link.startsWith(join(withOxlint.directory, "node_modules")))).toEqual([]);
  });
});
