import parser, { type ParserOptions } from "@typescript-eslint/parser";
import type { TSESTree } from "@typescript-eslint/utils";
import fc from "fast-check";

/** Where a part of a text begins and ends. */
type Span = readonly [start: number, end: number];

/** A piece of a file that is linted by itself: the imports, and a statement of the outermost level. */
export interface Piece {
  readonly text: string;
  readonly tokens: readonly Span[];
  readonly statements: readonly Span[];
  readonly names: readonly Span[];
}

/** One change of a piece: which, at which of its parts, and with which part of a piece, its own or another's. */
interface Change {
  readonly kind: Kind;
  readonly at: number;
  readonly from: number;
  readonly isOwn: boolean;
}

interface Edit {
  readonly span: Span;
  readonly text: string;
}

type Kind = (typeof OF_TOKENS)[number] | (typeof OF_STATEMENTS)[number] | "rename";

const OF_TOKENS = ["delete a token", "repeat a token", "replace a token", "swap two tokens"] as const;
const OF_STATEMENTS = [
  "delete a statement",
  "repeat a statement",
  "replace a statement",
  "swap two statements",
  "wrap",
] as const;

const WRAPPINGS: readonly ((statement: string) => string)[] = [
  (statement) => `function wrapping(event, data) { ${statement} }`,
  (statement) => `export async function processEvent(event) { ${statement} }`,
  (statement) => `class WrappingAgent extends Agent { async doWork(event, traceId, context) { ${statement} } }`,
  (statement) => `class Wrapping { static { ${statement} } #field = (data) => { ${statement} }; }`,
  (statement) => `const wrapping = async ({ data: [row] = [] }) => { ${statement} };`,
  (statement) => `function* wrapping(payload) { yield () => { ${statement} }; }`,
  (statement) => `for (const event of decodeEvent(entries)) { ${statement} }`,
  (statement) => `while (data) { ${statement} continue; }`,
  (statement) => `label: do { ${statement} break label; } while (event["side"]);`,
  (statement) => `try { ${statement} } catch (error) { log.warn(error); } finally { ${statement} }`,
  (statement) => `if (event) { ${statement} } else { ${statement} }`,
  (statement) => `switch (event["type"]) { case "a": ${statement} default: ${statement} }`,
  (statement) => `namespace Wrapping { ${statement} }`,
];

/** Takes a file apart. */
export function piecesOf(text: string, filePath: string): readonly Piece[] {
  const { body } = parse(text, filePath);
  const isImport = ({ type }: TSESTree.Node): boolean => type === "ImportDeclaration";
  const imports = body.filter(isImport).map(({ range: [start, end] }) => text.slice(start, end));
  return body
    .filter((statement) => !isImport(statement))
    .map(({ range: [start, end] }) => pieceOf([...imports, text.slice(start, end), ""].join("\n"), filePath));
}

function parse(text: string, filePath: string): TSESTree.Program & { readonly tokens: TSESTree.Token[] } {
  const options: ParserOptions = { range: true, tokens: true, filePath };
  return parser.parseForESLint(text, options).ast;
}

function pieceOf(text: string, filePath: string): Piece {
  const program = parse(text, filePath);
  const statements: Span[] = [];
  const names: Span[] = [];
  const visit = (node: TSESTree.Node): void => {
    if (/Statement$|Declaration$|Definition$/.test(node.type)) statements.push(node.range);
    if (node.type === "Identifier") names.push([node.range[0], node.range[0] + node.name.length]);
    for (const [key, value] of Object.entries(node)) {
      if (key === "parent") continue;
      for (const child of [value].flat()) if (isNode(child)) visit(child);
    }
  };
  program.body.forEach(visit);
  return { text, tokens: program.tokens.map(({ range }) => range), statements, names };
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === "object" && value !== null && "type" in value && "range" in value;
}

/** Texts that are a piece with a few changes, or two pieces cut through and put together. */
export function mutants(pieces: readonly Piece[]): fc.Arbitrary<string> {
  const labelled = pieces.filter(({ text }) => text.includes("// expect:"));
  const piece = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...pieces) },
    { weight: 2, arbitrary: fc.constantFrom(...labelled) },
  );
  const place = fc.nat({ max: 5_000 });
  // Most changes of a token leave a text that does not parse, which no rule ever sees.
  const kind = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<Kind>(...OF_TOKENS) },
    { weight: 2, arbitrary: fc.constant<Kind>("rename") },
    { weight: 3, arbitrary: fc.constantFrom<Kind>(...OF_STATEMENTS) },
  );
  const change = fc.record({ kind, at: place, from: place, isOwn: fc.boolean() });
  const changed = fc
    .tuple(piece, piece, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([own, other, changes]) => changedBy(own, other, changes));
  const spliced = fc.tuple(piece, piece, place, place).map(([first, second, end, start]) => {
    const [, cut] = pick(first.statements, end) ?? [0, 0];
    const [resumed] = pick(second.statements, start) ?? [0, 0];
    return `${first.text.slice(0, cut)}\n${second.text.slice(resumed)}`;
  });
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: spliced });
}

function changedBy(own: Piece, other: Piece, changes: readonly Change[]): string {
  const edits = changes.flatMap((change) => editsOf(own, change.isOwn ? own : other, change));
  let { text } = own;
  let limit = text.length;
  for (const { span, text: replacement } of edits.sort((a, b) => b.span[0] - a.span[0])) {
    const [start, end] = span;
    if (end > limit) continue;
    text = text.slice(0, start) + replacement + text.slice(end);
    limit = start;
  }
  return text;
}

function editsOf(own: Piece, source: Piece, { kind, at, from }: Change): readonly Edit[] {
  const part = /tokens?$/.test(kind) ? "tokens" : kind === "rename" ? "names" : "statements";
  const span = pick(own[part], at);
  const origin = pick(source[part], from);
  if (span === undefined || origin === undefined) return [];
  const old = own.text.slice(...span);
  const taken = source.text.slice(...origin);
  switch (kind) {
    case "delete a token":
    case "delete a statement":
      return [{ span, text: "" }];
    case "repeat a token":
    case "repeat a statement":
      return [{ span, text: `${old} ${old}` }];
    case "replace a token":
    case "replace a statement":
    case "rename":
      return [{ span, text: taken }];
    case "swap two tokens":
    case "swap two statements": {
      const second = pick(own[part], from) ?? span;
      return [
        { span, text: own.text.slice(...second) },
        { span: second, text: old },
      ];
    }
    case "wrap":
      return [{ span, text: pick(WRAPPINGS, from)?.(old) ?? old }];
  }
}

function pick<Item>(items: readonly Item[], place: number): Item | undefined {
  return items[place % items.length];
}
