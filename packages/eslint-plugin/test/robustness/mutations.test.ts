import plugin from "@handoff/eslint-plugin";
import type { Linter } from "eslint";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpus } from "../labels.js";
import { findings, type LintOptions } from "../lint.js";
import { faultOf } from "./faults.js";
import { mutants, piecesOf } from "./mutants.js";

const PIECES = corpus().flatMap(({ name, text }) => piecesOf(text, name));
const MUTANT = mutants(PIECES);
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 500);

const REGISTRY = { module: "@lab/fields", name: "LabField", values: { side: "SIDE", trace_id: "TRACE_ID" } };
/** Every rule, with what makes it look at most. */
const EAGER: Linter.RulesRecord = {
  ...plugin.configs.strict.rules,
  "handoff/no-raw-string-key": [
    "error",
    { dotted: "never", payloadNames: ["event", "context", "error"], ignore: ["^x"] },
  ],
  "handoff/require-trace-handoff": ["error", { publishSinks: ["log"], handoffHelpers: ["begin"], loggers: ["record"] }],
};
const OPTIONS = fc
  .tuple(
    fc.constantFrom("module" as const, "commonjs" as const, "script" as const),
    fc.constantFrom<LintOptions>({}, { rules: EAGER }, { settings: { handoff: { registry: REGISTRY } } }),
  )
  .map(([sourceType, options]): LintOptions => ({ ...options, sourceType }));

describe("texts that are nearly right", () => {
  it(`make no rule throw, and keep parsing when they are fixed (${RUNS} of them)`, { timeout: 10 * RUNS * 60 }, () => {
    fc.assert(
      fc.property(MUTANT, OPTIONS, (text, options) => {
        expect(faultOf(text, options)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  it("often parse still, and are often found fault with", () => {
    const messages = fc.sample(MUTANT, { numRuns: 300, seed: 1 }).map((text) => findings(text));
    const parsed = messages.filter((found) => !found.some(({ fatal }) => fatal === true));
    expect(parsed.length).toBeGreaterThan(150);
    expect(parsed.filter((found) => found.some(({ fix }) => fix !== undefined)).length).toBeGreaterThan(50);
  });
});

describe("the judgement of a fault", () => {
  it("is that of a rule that throws, and of a text that parses", () => {
    expect(faultOf('data["side"];')).toBeUndefined();
    expect(faultOf('data["side"')).toBeUndefined();
  });
});
