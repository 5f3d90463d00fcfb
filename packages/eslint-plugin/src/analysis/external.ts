import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceCode } from "./bindings.js";
import type { Node } from "./syntax.js";

const MARK = /^[\s*]*handoff-external\b/;

/** Finds what a `handoff-external` comment before a declaration puts out of the reach of the rules. */
export class ExternalMarks {
  readonly #sourceCode: SourceCode;
  readonly #marked: readonly TSESTree.Comment[];

  constructor(sourceCode: SourceCode) {
    this.#sourceCode = sourceCode;
    this.#marked = sourceCode.getAllComments().filter((comment) => MARK.test(comment.value));
  }

  /** Whether the mark stands directly before a declaration, or before its `export`. */
  isMarked(declaration: Node): boolean {
    if (this.#marked.length === 0) return false;
    let outer: Node = declaration.type === "VariableDeclarator" ? declaration.parent : declaration;
    for (let { parent } = outer; parent?.range[0] === outer.range[0]; parent = outer.parent) {
      if (parent.type === "Program") break;
      outer = parent;
    }
    const exported = outer.parent;
    if (exported?.type === "ExportNamedDeclaration" || exported?.type === "ExportDefaultDeclaration") outer = exported;
    return this.#marked.some((comment) => this.#touches(comment, declaration) || this.#touches(comment, outer));
  }

  /** Whether a node lies in a marked function, method or class. */
  covers(node: Node): boolean {
    if (this.#marked.length === 0) return false;
    for (let current = node.parent; current; current = current.parent) {
      if (SCOPES.has(current.type) && this.isMarked(current)) return true;
    }
    return false;
  }

  #touches(comment: TSESTree.Comment, node: Node): boolean {
    if (comment.range[1] > node.range[0]) return false;
    const between = this.#sourceCode.text.slice(comment.range[1], node.range[0]);
    return /^\s*$/.test(between) && !/\n\s*\n/.test(between);
  }
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
