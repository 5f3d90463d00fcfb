import { readFileSync } from "node:fs";
import type { ESLint, Linter, Rule } from "eslint";
import type { HandoffRule } from "./create-rule.js";
import { rules } from "./rules/index.js";

const NAMESPACE = "handoff";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** The plugin as a flat config takes it. */
export interface HandoffPlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: { readonly recommended: Linter.Config; readonly strict: Linter.Config };
}

const plugin = {
  // oxlint calls a plugin's rules by this name; by the package's, they would be `@handoff/…` there.
  meta: { name: NAMESPACE, version: manifest.version, namespace: NAMESPACE },
  // The rules are typed against typescript-eslint's tree, which describes what every host hands them.
  rules: Object.fromEntries(rules.map((rule) => [rule.name, rule as unknown as Rule.RuleModule])),
  configs: {
    get recommended() {
      return config("recommended", ({ meta }) => meta.docs.recommended);
    },
    get strict() {
      return config("strict", () => "error");
    },
  },
} satisfies HandoffPlugin;

function config(name: string, severityOf: (rule: HandoffRule) => "error" | "warn"): Linter.Config {
  return {
    name: `${NAMESPACE}/${name}`,
    plugins: { [NAMESPACE]: plugin },
    rules: Object.fromEntries(rules.map((rule) => [`${NAMESPACE}/${rule.name}`, severityOf(rule)])),
  };
}

export default plugin as HandoffPlugin;
