import { readdirSync, readFileSync } from "node:fs";

/** A labelled case: a file, and what must be found in it. */
export interface LabelledCase {
  readonly name: string;
  readonly text: string;
  /** `<line> <rule> <messageId>`, sorted; `messageId` may be empty. */
  readonly expected: readonly string[];
}

const CORPUS = new URL("corpus/", import.meta.url);

/** The labels of a text: `// expect: <rule> [messageId], …` at the end of the line where the problem starts. */
export function labelsOf(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) => {
      const [, labels] = /\/\/ expect: (.+)$/.exec(line) ?? [];
      return (labels?.split(",") ?? []).map((label) => `${index + 1} ${label.trim()}`);
    })
    .sort();
}

/** Every file of the corpus. */
export function corpus(): LabelledCase[] {
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, CORPUS), "utf8");
      return { name, text, expected: labelsOf(text) };
    });
}
