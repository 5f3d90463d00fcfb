import type { TSESLint } from "@typescript-eslint/utils";

/** A change of the source text: what replaces the characters of a range. */
export interface TextEdit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** A fix that makes several edits at once. */
export function toFix(edits: readonly TextEdit[]): TSESLint.ReportFixFunction {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text));
}
