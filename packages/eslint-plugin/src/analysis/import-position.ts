import type { TSESTree } from "@typescript-eslint/utils";
import { requiredModule, type SourceCode } from "./bindings.js";
import type { FileFacts } from "./file-facts.js";
import { isPackage } from "./modules.js";
import type { TextEdit } from "./text-edits.js";
import { type Node, stringValue } from "./syntax.js";

/** Comments that only work, or are only right, at the top of a file. */
const PRAGMA =
  /^[\s*!]*(?:@ts-(?:no)?check|@jsx|@vitest-environment|@jest-environment|(?:eslint|oxlint)(?!-disable-(?:next-)?line)|globals?\s|@license|copyright|licensed|SPDX)/i;

/** How a file writes its imports. */
export interface ImportStyle {
  readonly quote: string;
  readonly semicolon: string;
}

/** Quotes and semicolons of a file's imports; double quotes and a semicolon where it has none. */
export function importStyle(sourceCode: SourceCode): ImportStyle {
  const sample = sourceCode.ast.body.find(moduleSource);
  const source = sample && moduleSource(sample);
  if (sample === undefined || source === undefined) return { quote: '"', semicolon: ";" };
  return {
    quote: sourceCode.getText(source).startsWith("'") ? "'" : '"',
    semicolon: sourceCode.getText(sample).endsWith(";") ? ";" : "",
  };
}

/** Whether a file is CommonJS: by its parser options or name, or because it requires and never imports or exports. */
export function isCommonJs({ sourceCode, place }: FileFacts): boolean {
  const { body } = sourceCode.ast;
  if (/\.c[jt]s$/.test(place.filename)) return !body.some(isImportOfValues);
  if (body.some(({ type }) => type.startsWith("Import") || type.startsWith("Export"))) return false;
  // Where no import may stand at all; a host parses CommonJS as a script.
  if (sourceCode.ast.sourceType !== "module") return true;
  if (body.some((statement) => moduleSource(statement) !== undefined)) return true;
  return body.some(
    (statement) =>
      statement.type === "ExpressionStatement" && /^(?:module\.)?exports\b/.test(sourceCode.getText(statement)),
  );
}

/** Whether a file is CommonJS that TypeScript compiles, and imports values as such: `import os = require("node:os")`. */
export function isTypedCommonJs({ sourceCode, place }: FileFacts): boolean {
  return place.filename.endsWith(".cts") && !sourceCode.ast.body.some(isImportOfValues);
}

/** Import statements, and whether they are of packages rather than of the project's own modules. */
export interface NewImport {
  readonly text: string;
  readonly ofPackages: boolean;
}

/**
 * The edit that adds an import where a reader expects it: a package below the other packages and above the project's
 * own modules, a module below all; below directives, or before the first statement.
 */
export function importPosition(sourceCode: SourceCode, { text: statement, ofPackages }: NewImport): TextEdit {
  const { text, ast } = sourceCode;
  const imports = ast.body.filter((each) => moduleSource(each) !== undefined);
  const last = imports.filter((each) => !ofPackages || isPackage(stringValue(moduleSource(each)) ?? "")).at(-1);
  const lastDirective = ast.body.filter(isDirective).at(-1);
  const before = last ?? lastDirective;
  if (before) return after(before, text, statement);
  const position = startOfCode(sourceCode);
  const isSetOff = imports.length > 0 || /^\r?\n/.test(text.slice(position));
  return { range: [position, position], text: `${statement}\n${isSetOff ? "" : "\n"}` };
}

function after(node: Node, text: string, statement: string): TextEdit {
  const lineEnd = endOfLine(text, node.range[1]);
  // A comment at the end of the line belongs to what it follows; code there does not.
  const rest = text.slice(node.range[1], lineEnd);
  const position = /^\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/.test(rest) ? lineEnd : node.range[1];
  return { range: [position, position], text: position === lineEnd ? `\n${statement}` : `\n${statement}\n` };
}

/** Where the first import of a file goes: below the hashbang, pragmas, and a comment set off by a blank line. */
function startOfCode(sourceCode: SourceCode): number {
  const { text } = sourceCode;
  let position = text.startsWith("#!") ? nextLine(text, 0) : 0;
  const firstStatement = sourceCode.ast.body[0]?.range[0] ?? text.length;
  for (const comment of sourceCode.getAllComments()) {
    if (comment.range[1] > firstStatement) break;
    if (comment.range[0] < position) continue;
    const [gap = ""] = /^[^\S\n]*(?:\n\s*)?/.exec(text.slice(comment.range[1])) ?? [];
    const isSetOff = /\n[^\S\n]*\r?\n/.test(gap);
    if (!isSetOff && !PRAGMA.test(comment.value)) continue;
    const lineEnd = endOfLine(text, comment.range[1]);
    if (text.slice(comment.range[1], lineEnd).trim() !== "") break;
    position = nextLine(text, lineEnd);
    while (position < text.length && text.slice(position, endOfLine(text, position)).trim() === "") {
      position = nextLine(text, position);
    }
  }
  return position;
}

function nextLine(text: string, from: number): number {
  const index = text.indexOf("\n", from);
  return index === -1 ? text.length : index + 1;
}

function endOfLine(text: string, from: number): number {
  const index = text.indexOf("\n", from);
  const end = index === -1 ? text.length : index;
  return text.charAt(end - 1) === "\r" && end > from ? end - 1 : end;
}

function isDirective(statement: TSESTree.ProgramStatement): boolean {
  return statement.type === "ExpressionStatement" && typeof statement.directive === "string";
}

function isImportOfValues(statement: TSESTree.ProgramStatement): boolean {
  return statement.type === "ImportDeclaration" && statement.importKind !== "type";
}

/** The module that a top-level statement imports or requires. */
function moduleSource(statement: TSESTree.ProgramStatement): Node | undefined {
  if (statement.type === "ImportDeclaration") return statement.source;
  if (statement.type === "TSImportEqualsDeclaration") {
    const { moduleReference } = statement;
    return moduleReference.type === "TSExternalModuleReference" ? moduleReference.expression : undefined;
  }
  if (statement.type !== "VariableDeclaration") return undefined;
  const { init } = statement.declarations[0];
  if (!init || requiredModule(init) === undefined || init.type !== "CallExpression") return undefined;
  return init.arguments[0];
}
