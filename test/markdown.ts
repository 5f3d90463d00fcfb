import { readdirSync, readFileSync } from "node:fs";

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The block that follows it directly, with nothing but blank lines between. */
  readonly next: Block | undefined;
}

const ROOT = new URL("../", import.meta.url);

/** Pages that are done step by step, in a project of their own, by `walkthroughs.test.ts`. */
export const WALKTHROUGHS: readonly string[] = [
  "docs/adopt-in-an-existing-codebase.md",
  "docs/keep-events-compatible.md",
  "docs/oxlint-and-typescript-7.md",
];

/** The page that builds a service of its own, done in the same way by `tutorial.test.ts`. */
export const TUTORIAL = "docs/tutorial.md";

/** The pages that people read: those at the root and everything below docs. */
export function pages(): string[] {
  const root = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const docs = readdirSync(new URL("docs/", ROOT), { recursive: true, encoding: "utf8" });
  return [...root, ...docs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)].sort();
}

export function readPage(page: string): string {
  return readFileSync(new URL(page, ROOT), "utf8");
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string, text = readPage(page)): Block[] {
  const lines = text.split("\n");
  const found: { -readonly [K in keyof Block]: Block[K] }[] = [];
  let previousEnd = -1;
  for (let line = 0; line < lines.length; line++) {
    const language = /^```(\w+)$/.exec(lines[line] ?? "")?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf("```", line + 1);
    if (end === -1) throw new Error(`${page}:${String(line + 1)}: the block does not end`);
    const block = { page, line: line + 1, language, text: lines.slice(line + 1, end).join("\n"), next: undefined };
    const previous = found.at(-1);
    if (previous !== undefined && lines.slice(previousEnd + 1, line).every((between) => between === "")) {
      previous.next = block;
    }
    found.push(block);
    previousEnd = end;
    line = end;
  }
  return found;
}
