import eslintJs from "@eslint/js";
import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import { baseline } from "./baseline.js";

/**
 * What one file costs, in milliseconds: to parse, in our rules, in the baseline's rule, and in all.
 *
 * @typedef {{ lines: number, parse: number, ours: number, baseline: number, total: number }} FileTime
 */

/**
 * The rules that a TypeScript project has without us: the recommended sets that need no types. The configurations that
 * whole processes are given import them by path.
 *
 * @public
 */
export const usualRules = [eslintJs.configs.recommended, ...tseslint.configs.recommended];

/**
 * Lints each file once, with the usual rules, ours and the baseline's in the same pass. Files that do not parse are
 * left out.
 *
 * @param {string} folder The files are in it.
 * @param {readonly { path: string, text: string }[]} files
 * @param {import("@handoff/eslint-plugin").default} plugin
 * @returns {FileTime[]}
 */
export function timeRules(folder, files, plugin) {
  const linter = new Linter({ cwd: folder });
  const config = [
    ...usualRules,
    {
      files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
      plugins: { handoff: plugin },
      rules: { ...plugin.configs.recommended.rules, ...baseline },
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    },
  ];
  return files.flatMap(({ path, text }) => {
    // `verify` cannot gather statistics in ESLint 10.15; this neither fixes.
    const { messages } = linter.verifyAndFix(text, config, { filename: path, fix: false, stats: true });
    // A file that does not parse, or that no configuration is for, has no times.
    const pass = linter.getTimes()?.passes?.[0];
    return pass?.parse === undefined || messages.some(({ fatal }) => fatal) ? [] : [fileTime(text, pass)];
  });
}

function fileTime(text, { parse, rules = {}, total }) {
  const timeOf = (isWanted) =>
    Object.entries(rules).reduce((sum, [name, rule]) => (isWanted(name) ? sum + rule.total : sum), 0);
  return {
    lines: text.split("\n").length,
    parse: parse.total,
    ours: timeOf((name) => name.startsWith("handoff/")),
    baseline: timeOf((name) => name === "no-restricted-syntax"),
    total,
  };
}
