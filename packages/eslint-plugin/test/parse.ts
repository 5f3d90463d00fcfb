import plugin from "@handoff/eslint-plugin";
import parser from "@typescript-eslint/parser";
import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { Linter } from "eslint";
import { CodePathRecorder } from "../src/analysis/code-paths.js";
import { type FileFacts, gatherFileFacts } from "../src/analysis/file-facts.js";
import { isFunction } from "../src/analysis/syntax.js";
import { DIRECTORY } from "./lint.js";

/** A text as the analyses see it. */
export interface Parsed {
  readonly facts: FileFacts;
  readonly recorder: CodePathRecorder;
  /** The expression whose text is given: the last one. */
  expression(text: string): TSESTree.Expression;
}

/** Parses a text in a real host, so that scopes and code paths are the host's own. */
export function parse(text: string, settings: Record<string, unknown> = {}): Parsed {
  const recorder = new CodePathRecorder();
  const byText = new Map<string, TSESTree.Node>();
  let facts: FileFacts | undefined;
  const rule = {
    create: (context: TSESLint.RuleContext<string, readonly unknown[]>) => ({
      ...recorder.listeners,
      "*:exit"(node: TSESTree.Node) {
        byText.set(context.sourceCode.getText(node), node);
        // The recorder notes functions itself, in the code around them.
        if (!isFunction(node)) recorder.record(node);
        if (node.type === "Program") facts = gatherFileFacts(context);
      },
    }),
  };
  const plugins = { handoff: plugin, test: { rules: { probe: rule } } };
  const config = {
    files: ["**/*.ts"],
    plugins: plugins as unknown as Linter.Config["plugins"],
    rules: { "test/probe": "error" },
    settings,
    languageOptions: { parser },
  } as Linter.Config;
  const messages = new Linter({ cwd: DIRECTORY }).verify(text, [config], `${DIRECTORY}/src/file.ts`);
  if (messages.length > 0 || facts === undefined) throw new Error(messages[0]?.message ?? "The text was not visited.");
  const expression = (wanted: string): TSESTree.Expression => {
    const node = byText.get(wanted);
    if (node === undefined) throw new Error(`There is no ${wanted} in the text.`);
    return node as TSESTree.Expression;
  };
  return { facts, recorder, expression };
}
