import type { TSESLint } from "@typescript-eslint/utils";
import type { TextEdit } from "./registry-import.js";

/** A fix that makes several edits at once. */
export function toFix(edits: readonly TextEdit[]): TSESLint.ReportFixFunction {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text));
}
