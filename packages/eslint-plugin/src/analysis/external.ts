import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceCode } from "./bindings.js";
import type { Node } from "./syntax.js";

const MARK = /^[\s*]*handoff-external\b/;

/** Finds what a `handoff-external` comment before a declaration puts out of the reach of the rules. */
export class ExternalMarks {
  /** Where the code that follows a mark directly begins. */
  readonly #marked: ReadonlySet<number>;

  constructor(sourceCode: SourceCode) {
    const marks = sourceCode.getAllComments().filter((comment) => MARK.test(comment.value));
    this.#marked = new Set(marks.flatMap((comment) => codeAfter(comment, sourceCode.text)));
  }

  /** Whether the mark stands directly before a declaration, or before its `export`. */
  isMarked(declaration: Node): boolean {
    if (this.#marked.size === 0) return false;
    let outer: Node = declaration.type === "VariableDeclarator" ? declaration.parent : declaration;
    for (let { parent } = outer; parent?.range[0] === outer.range[0]; parent = outer.parent) {
      if (parent.type === "Program") break;
      outer = parent;
    }
    const exported = outer.parent;
    if (exported?.type === "ExportNamedDeclaration" || exported?.type === "ExportDefaultDeclaration") outer = exported;
    return this.#marked.has(declaration.range[0]) || this.#marked.has(outer.range[0]);
  }

  /** Whether a node lies in a marked function, method or class. */
  covers(node: Node): boolean {
    if (this.#marked.size === 0) return false;
    for (let current = node.parent; current; current = current.parent) {
      if (SCOPES.has(current.type) && this.isMarked(current)) return true;
    }
    return false;
  }
}

/** Position of the first code after a comment, unless a blank line sets it off. */
function codeAfter(comment: TSESTree.Comment, text: string): readonly number[] {
  const gap = /\s*/y;
  gap.lastIndex = comment.range[1];
  const [between = ""] = gap.exec(text) ?? [];
  return /\n\s*\n/.test(between) ? [] : [comment.range[1] + between.length];
}

const SCOPES: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "MethodDefinition",
  "PropertyDefinition",
  "ClassDeclaration",
  "ClassExpression",
  "VariableDeclaration",
]);
