import type { TSESTree } from "@typescript-eslint/utils";
import type { Bindings, SourceCode } from "./bindings.js";
import { type FunctionNode, isFunction, type Node } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";

/** A statement before which others can be written. */
export interface CodePlace {
  readonly statement: Node;
  /** Whether it is the only statement of a branch or loop, so that braces must go around it and what is written. */
  readonly isBare: boolean;
}

/**
 * The place for what must have run when a node is evaluated, as near to it as statements allow, in a function or the
 * closures within it.
 */
export function placeBefore(node: Node, fn: FunctionNode): CodePlace | undefined {
  for (let current = node; current.parent && current !== fn; current = current.parent) {
    const { parent } = current;
    if (parent.type === "BlockStatement" || (parent.type === "SwitchCase" && parent.test !== current)) {
      return { statement: current, isBare: false };
    }
    if (isBranch(current, parent)) return { statement: current, isBare: true };
    const isNamed =
      isFunction(parent) && (parent.type === "FunctionDeclaration" || parent.parent.type === "MethodDefinition");
    if (isNamed && parent !== fn) return undefined;
  }
  return undefined;
}

/** The place at the start of a function, below its directives. */
export function placeAtStart(fn: FunctionNode): CodePlace | undefined {
  if (fn.body.type !== "BlockStatement") return undefined;
  const statement = fn.body.body.find((each) => each.type !== "ExpressionStatement" || each.directive === undefined);
  return statement && { statement, isBare: false };
}

/** The statement of a function's own body that holds a node. */
export function placeInBody(node: Node, fn: FunctionNode): CodePlace | undefined {
  for (let current = node; current.parent && current !== fn; current = current.parent) {
    if (current.parent === fn.body) return { statement: current, isBare: false };
  }
  return undefined;
}

/** Writes statements before another. */
export function insertBefore(
  { statement, isBare }: CodePlace,
  lines: readonly string[],
  source: SourceCode,
): TextEdit[] {
  if (lines.length === 0) return [];
  const [start, end] = statement.range;
  const before = lineBefore(source.text, start);
  const separator = /^\s*$/.test(before) && !isBare ? `\n${before}` : " ";
  const text = lines.map((line) => `${line}${separator}`).join("");
  if (!isBare) return [{ range: [start, start], text }];
  return [
    { range: [start, start], text: `{ ${text}` },
    { range: [end, end], text: " }" },
  ];
}

/** A name that means nothing yet in the scope of a node. */
export function freeName(name: string, scope: Node, bindings: Bindings): string {
  const isTaken = (each: string): boolean => bindings.lookup(each, scope) !== undefined || bindings.isUnresolved(each);
  for (let attempt = 1; ; attempt += 1) {
    const numbered = attempt === 1 ? name : `${name}${attempt}`;
    if (!isTaken(numbered)) return numbered;
  }
}

/** Writes a statement at the end of a block. */
export function insertAtEnd(block: TSESTree.BlockStatement, line: string, source: SourceCode): TextEdit {
  const last = block.body.at(-1);
  const place = last ? last.range[1] : block.range[0] + 1;
  const before = last ? lineBefore(source.text, last.range[0]) : "";
  const isOnLine = last !== undefined && /^\s*$/.test(before);
  const text = isOnLine ? `\n${before}${line}` : ` ${line}${last ? "" : " "}`;
  // A comment behind the last statement stays with it.
  const [comment = ""] = isOnLine ? (/^[^\S\n]*\/\/[^\n]*/.exec(source.text.slice(place)) ?? []) : [];
  return { range: [place + comment.length, place + comment.length], text };
}

/** What stands before a position on its line; not by a pattern, which would try every line of the file. */
function lineBefore(text: string, position: number): string {
  return text.slice(text.lastIndexOf("\n", position - 1) + 1, position);
}

/** The node in whose scope new statements stand. */
export function scopeOf({ statement }: CodePlace): Node {
  return statement.parent ?? statement;
}

/** Whether a statement is the only one of a branch or loop. */
function isBranch(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case "IfStatement":
      return parent.consequent === node || parent.alternate === node;
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      return parent.body === node;
    default:
      return false;
  }
}
