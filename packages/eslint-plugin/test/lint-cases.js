// Lints cases with the built plugin in each of the ESLints whose package.json files are named, on whichever Node runs
// this file: cases come in on standard input as JSON, and what each ESLint says of them goes out the same way.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import plugin from "@handoff/eslint-plugin";
import parser from "@typescript-eslint/parser";

const CWD = resolve("/project");

const config = (settings = {}) => [
  { plugins: { handoff: plugin }, rules: plugin.configs.strict.rules, settings },
  { files: ["**/*.{ts,tsx}"], languageOptions: { parser, sourceType: "module" } },
  { files: ["**/*.cts"], languageOptions: { parser, sourceType: "commonjs" } },
];

const finding = ({ line, column, endLine, endColumn, ruleId, messageId, message, suggestions = [] }) => ({
  at: `${line}:${column}-${endLine}:${endColumn}`,
  line,
  ruleId,
  messageId,
  message,
  suggestions: suggestions.map(({ desc, fix }) => ({ desc, fix })),
});

function lint(packageFile, cases) {
  const { Linter } = createRequire(packageFile)("eslint");
  // 8.57 has to be asked for the flat configuration.
  const linter = new Linter({ cwd: CWD, configType: "flat" });
  const results = cases.map(({ name, text, settings }) => ({
    name,
    findings: linter.verify(text, config(settings), resolve(CWD, name)).map(finding),
    fixed: linter.verifyAndFix(text, config(settings), resolve(CWD, name)).output,
  }));
  return { eslint: Linter.version, results };
}

const cases = JSON.parse(readFileSync(0, "utf8"));
const runs = process.argv.slice(2).map((packageFile) => lint(packageFile, cases));
process.stdout.write(JSON.stringify({ node: process.versions.node, runs }));
