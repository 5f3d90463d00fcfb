import { findings, fixed, type LintOptions } from "../lint.js";

/**
 * What goes wrong with a text, apart from findings: fixes that break it, or that are never done. A rule that throws is
 * thrown on. Of a text that does not parse nothing is asked.
 */
export function faultOf(text: string, options: LintOptions = {}): string | undefined {
  const found = findings(text, options);
  if (found.some(({ fatal }) => fatal === true) || found.every(({ fix }) => fix === undefined)) return undefined;
  const output = fixed(text, options);
  const left = findings(output, options);
  const broken = left.find(({ fatal }) => fatal === true);
  if (broken !== undefined) return `The fixes broke it: ${broken.message}\n${output}`;
  const unfinished = left.find(({ fix }) => fix !== undefined);
  return unfinished && `A second run changes it again: ${unfinished.message}\n${output}`;
}

/** How often each message is found in a text. */
export function countsOf(text: string, options: LintOptions = {}): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { messageId, message } of findings(text, options)) {
    counts[messageId ?? message] = (counts[messageId ?? message] ?? 0) + 1;
  }
  return counts;
}

/** Lines that follow from their index. */
export function linesOf(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}
