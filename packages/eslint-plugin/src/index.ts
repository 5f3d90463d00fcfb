import { readFileSync } from "node:fs";
import type { HandoffRule } from "./create-rule.js";
import { rules } from "./rules/index.js";

const NAMESPACE = "handoff";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** A rule as every host loads it, described without the types of any of them: a project may have only one. */
interface PluginRule {
  readonly meta: {
    readonly type: "problem" | "suggestion";
    readonly docs: { readonly description: string; readonly url: string };
    readonly messages: Readonly<Record<string, string>>;
    readonly fixable?: "code";
    readonly hasSuggestions?: boolean;
  };
  /** Hosts call the listeners with nodes; without parameters here, they fit every host's idea of a node. */
  create(context: unknown): Record<string, () => void>;
}

/** A flat config, to be put into a list of configs or under `extends`. */
interface PluginConfig {
  readonly name: string;
  readonly plugins: { readonly handoff: HandoffPlugin };
  readonly rules: Readonly<Record<string, "error" | "warn">>;
}

/** The plugin as a flat config takes it. */
export interface HandoffPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Readonly<Record<string, PluginRule>>;
  readonly configs: { readonly recommended: PluginConfig; readonly strict: PluginConfig };
}

const plugin = {
  // oxlint calls a plugin's rules by this name; by the package's, they would be `@handoff/…` there.
  meta: { name: NAMESPACE, version: manifest.version, namespace: NAMESPACE },
  // The rules are typed against typescript-eslint's tree, which describes what every host hands them.
  rules: Object.fromEntries(rules.map((rule) => [rule.name, rule as unknown as PluginRule])),
  configs: {
    get recommended() {
      return config("recommended", ({ meta }) => meta.docs.recommended);
    },
    get strict() {
      return config("strict", () => "error");
    },
  },
} satisfies HandoffPlugin;

function config(name: string, severityOf: (rule: HandoffRule) => "error" | "warn"): PluginConfig {
  return {
    name: `${NAMESPACE}/${name}`,
    plugins: { [NAMESPACE]: plugin },
    rules: Object.fromEntries(rules.map((rule) => [`${NAMESPACE}/${rule.name}`, severityOf(rule)])),
  };
}

export default plugin as HandoffPlugin;
