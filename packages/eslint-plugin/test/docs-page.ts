/** A code block of a rule's page, and whether the page calls it wrong or right. */
export interface DocsBlock {
  readonly mark: "❌" | "✅";
  readonly title: string;
  readonly code: string;
  /** The options that the title gives: "With `{ … }`, …". */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The marked TypeScript blocks of a page. */
export function blocksOf(page: string): DocsBlock[] {
  return [...page.matchAll(/^(❌|✅) ([^\n]+):\n\n```ts\n(.*?)```/gmsu)].map(([, mark, title = "", code = ""]) => ({
    mark: mark === "❌" ? "❌" : "✅",
    title,
    code,
    options: JSON.parse(/^With `(\{.*?\})`/.exec(title)?.[1] ?? "{}") as Record<string, unknown>,
  }));
}

/** What a block's findings show to be wrong with its mark: a wrong block must be reported, a right one not. */
export function markFault({ mark, title }: DocsBlock, reported: readonly string[]): string | undefined {
  if (mark === "❌" && reported.length === 0) return `❌ ${title}: nothing is reported`;
  if (mark === "✅" && reported.length > 0) return `✅ ${title}: ${reported.join(", ")}`;
  return undefined;
}

/** The options that no block shows at work: a right one that is judged otherwise without that option. */
export function optionsWithoutExample(
  options: readonly string[],
  blocks: readonly DocsBlock[],
  report: (block: DocsBlock) => readonly string[],
): string[] {
  return options.filter(
    (name) =>
      !blocks.some((block) => {
        const { [name]: value, ...others } = block.options;
        if (value === undefined || markFault(block, report(block)) !== undefined) return false;
        return markFault(block, report({ ...block, options: others })) !== undefined;
      }),
  );
}
