import { readFileSync } from "node:fs";
import handoff from "@handoff/eslint-plugin";
import parser from "@typescript-eslint/parser";

/** The lab's registry and payloads, written down once for both linters. */
const { settings, rules } = JSON.parse(readFileSync(new URL(".oxlintrc.json", import.meta.url), "utf8"));

export default [
  // What the specs spell by hand is the wire itself.
  { ignores: ["build/", "spec/"] },
  {
    ...handoff.configs.recommended,
    files: ["src/**/*.ts"],
    languageOptions: { parser },
    settings,
    rules: {
      ...handoff.configs.recommended.rules,
      "handoff/no-raw-string-key": rules["handoff/no-raw-string-key"],
    },
  },
];
