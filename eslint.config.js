import handoff from "@handoff/eslint-plugin";
import eslint from "@eslint/js";
import eslintPlugin from "eslint-plugin-eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** One layer of the architecture: what its files must not import, and why. */
const layer = (files, restrictions, ignores = []) => ({
  files,
  ignores,
  rules: {
    "no-restricted-imports": ["error", { patterns: restrictions.map(([regex, message]) => ({ regex, message })) }],
  },
});

/** Modules of the tools of the contracts, as seen from the contracts. */
const CONTRACT_TOOLS = "/(cli|compatibility|export|scan|test-data|usage)/";

/** The layers, by name; `test/architecture.test.ts` shows that each refuses its offender. */
export const layers = {
  contracts: layer(
    ["packages/contracts/src/**"],
    [
      ["^node:", "Contracts do no I/O and read no clock: services of any kind import them."],
      ["^(?!zod$|\\.)", "Contracts depend on zod alone: every service pays for what they load."],
      [CONTRACT_TOOLS, "Contracts know none of the tools that work on them: every service pays for what they load."],
    ],
    ["packages/contracts/src/{cli,compatibility,export,scan,test-data,usage}/**"],
  ),
  contractTools: layer(
    ["packages/contracts/src/{compatibility,export,scan,test-data,usage}/**"],
    [["/cli/|^commander|^jiti", "A tool is an API; the command is one that calls it."]],
  ),
  fieldName: layer(
    ["packages/contracts/src/field-name.ts", "packages/contracts/src/streams.ts"],
    [["^(?!\\./errors\\.js$)", "The linter loads these entries, and they must not bring zod with them."]],
  ),
  eslintPlugin: layer(
    ["packages/eslint-plugin/src/**"],
    [
      ["^@handoff/contracts$", "The plugin loads only the entries of the contracts that load no zod."],
      ["^@handoff/runtime", "The plugin never loads the runtime."],
      ["^(?!@handoff/contracts/|@typescript-eslint/utils|node:|\\.)", "The published plugin has no other dependency."],
    ],
  ),
  ports: layer(
    ["packages/runtime/src/ports/**"],
    [["^\\.\\./|^ioredis", "Ports are the contract that adapters and machinery share; they depend on neither."]],
  ),
  adapters: layer(
    ["packages/runtime/src/adapters/**"],
    [
      [
        "/(consumer|cli|trading|observability|resilience)/|/(agent|producer|create-runtime)\\.js$",
        "Adapters implement ports and know nothing of what runs on them.",
      ],
    ],
  ),
  machinery: layer(
    ["packages/runtime/src/{consumer,dead-letters,resilience,observability}/**", "packages/runtime/src/*.ts"],
    [
      ["/(trading|cli)/", "The machinery is for any agents: it knows neither the reference agents nor the command."],
      ["/adapters/|^ioredis", "Ports meet adapters where a runtime is put together, not inside it."],
    ],
    ["packages/runtime/src/index.ts"],
  ),
  trading: layer(
    ["packages/runtime/src/trading/**"],
    [
      [
        "/(consumer|cli|adapters)/|/create-runtime\\.js$",
        "The reference agents see what any agent sees: agent.ts, producer.ts, ports.",
      ],
    ],
  ),
  packages: layer(
    ["test/**", "bench/**", "packages/*/test/**"],
    [["@handoff/[^/]+/(src|dist)", "Tests use the packages by their public names, as a user does."]],
  ),
};

/** Projects that spell every key by hand, for `test/migration.test.ts` to migrate by their own configuration. */
const fixtureProjects = ["test/migration/*/"];

export default defineConfig(
  globalIgnores(["**/dist/", "packages/eslint-plugin/test/corpus*/", "coverage/", ...fixtureProjects]),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  handoff.configs.strict,
  {
    languageOptions: {
      parserOptions: {
        project: ["packages/*/tsconfig.json", "tsconfig.test.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 3],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // What a socket or a handler threw is passed on as it is.
      "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // A port's method is async so that what it throws becomes a rejection, whether or not it awaits.
      "@typescript-eslint/require-await": "off",
      // It takes AbortSignal.aborted for unchanging, and calls the checks after an await unnecessary.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  ...Object.values(layers),
  {
    files: ["packages/contracts/src/**"],
    // A fix must not import the package from within itself.
    settings: {
      handoff: { registry: { module: ["./packages/contracts/src/field-name.js", "@handoff/contracts"] } },
    },
  },
  {
    files: ["packages/eslint-plugin/src/**/*.ts"],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      "eslint-plugin/report-message-format": ["error", "^[^a-z].*\\.$"],
      "eslint-plugin/require-meta-docs-description": ["error", { pattern: "^(Enforce|Require|Disallow) .+[^. ]$" }],
      // createRule merges the defaults by hand, since ESLint 8 does not know meta.defaultOptions.
      "eslint-plugin/require-meta-default-options": "off",
    },
  },
  {
    files: ["packages/eslint-plugin/**/*.ts"],
    rules: {
      // Node types are an enum in the types only; importing it for comparisons would make it a dependency.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
    },
  },
  {
    files: ["**/*.js"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { performance: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/test/**"],
    rules: {
      // Checks take their store apart: `async ({ store, waitIdle }) => …`.
      "@typescript-eslint/unbound-method": "off",
      // The matchers of expect (`expect.any(String)`) are typed any.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
);
