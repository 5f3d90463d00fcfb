import { resolve } from "node:path";
import plugin from "@handoff/eslint-plugin";
import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";

/** What one lint run is given besides the text. */
export interface LintOptions {
  readonly filename?: string;
  readonly rules?: Linter.RulesRecord;
  readonly settings?: Record<string, unknown>;
  readonly globals?: Linter.Globals;
  readonly sourceType?: "module" | "commonjs" | "script";
  /** Parse as a project without TypeScript does, with the parser of ESLint itself. */
  readonly isPlain?: boolean;
}

export const DIRECTORY = resolve("/project");

function configOf({ filename = "", rules, settings = {}, isPlain = false, ...rest }: LintOptions): Linter.Config[] {
  const { globals = {}, sourceType = /\.c[jt]s$/.test(filename) ? "commonjs" : "module" } = rest;
  return [
    {
      files: ["**/*.{ts,tsx,cts,js,cjs}"],
      plugins: { handoff: plugin },
      rules: rules ?? plugin.configs.strict.rules ?? {},
      settings,
      languageOptions: {
        ...(isPlain ? {} : { parser }),
        globals,
        sourceType,
        parserOptions: { ecmaFeatures: { jsx: true } },
      },
    },
  ];
}

/** The findings of our rules in a text. */
export function findings(text: string, options: LintOptions = {}): Linter.LintMessage[] {
  const linter = new Linter({ cwd: DIRECTORY });
  return linter.verify(text, configOf(options), resolve(DIRECTORY, options.filename ?? "src/file.ts"));
}

/** The text after all fixes. */
export function fixed(text: string, options: LintOptions = {}): string {
  const linter = new Linter({ cwd: DIRECTORY });
  return linter.verifyAndFix(text, configOf(options), resolve(DIRECTORY, options.filename ?? "src/file.ts")).output;
}

/** Findings as the label format of the corpus writes them: `<line> <rule> <messageId>`, sorted. */
export function labelled(messages: readonly Linter.LintMessage[]): string[] {
  return messages
    .map(
      ({ line, ruleId, messageId, message }) =>
        `${line} ${ruleId?.replace("handoff/", "") ?? message} ${messageId ?? ""}`,
    )
    .sort();
}
