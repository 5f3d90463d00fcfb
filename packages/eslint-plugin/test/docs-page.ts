/** A code block of a rule's page, and whether the page calls it wrong or right. */
export interface DocsBlock {
  readonly mark: "❌" | "✅";
  readonly title: string;
  readonly code: string;
}

/** The marked TypeScript blocks of a page. */
export function blocksOf(page: string): DocsBlock[] {
  return [...page.matchAll(/^(❌|✅) ([^\n]+):\n\n```ts\n(.*?)```/gmsu)].map(([, mark, title = "", code = ""]) => ({
    mark: mark === "❌" ? "❌" : "✅",
    title,
    code,
  }));
}

/** What a block's findings show to be wrong with its mark: a wrong block must be reported, a right one not. */
export function markFault({ mark, title }: DocsBlock, reported: readonly string[]): string | undefined {
  if (mark === "❌" && reported.length === 0) return `❌ ${title}: nothing is reported`;
  if (mark === "✅" && reported.length > 0) return `✅ ${title}: ${reported.join(", ")}`;
  return undefined;
}
