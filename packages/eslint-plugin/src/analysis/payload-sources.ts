import type { TSESTree } from "@typescript-eslint/utils";
import { DEFAULT_MODULE } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import type { PayloadOptions } from "./payload-options.js";
import type { PayloadTypes } from "./payload-types.js";
import { type PayloadShape, type PayloadValue, strong } from "./payload-value.js";
import { calleeName, keyName, memberName, type Node, receiverOf, rootOf, stringValue, unwrap } from "./syntax.js";

const DECODERS = new Set(["decodeEvent", "parseEvent"]);
const STREAM_READERS = new Set(["xread", "xreadgroup", "xrange", "xrevrange", "xautoclaim", "xclaim"]);
const AGGREGATES = ["count", "sum", "avg", "min", "max", "exists"];
/** No command of node-redis takes more. */
const MOST_ARGUMENTS = 6;
const SCHEMA_PARSERS: ReadonlyMap<string, PayloadShape> = new Map([
  ["parse", "record"],
  ["parseAsync", "record"],
  ["safeParse", "parseResult"],
  ["safeParseAsync", "parseResult"],
]);
const SQL = /^\s*(?:--.*\s*)*(?:select|insert|update|delete|with|call|exec|show|table|values)\b/i;
const SQL_NAME = /sql|query|statement|stmt|^text$/i;
/** Tables of the database about itself; PostgreSQL keeps the prefix for its own. */
const CATALOG = /\b(?:information_schema|sqlite_master|(?:from|join)\s+pg_\w+|pg_catalog)\b/i;

/** Tells which calls bring payloads into a file. */
export class PayloadSources {
  readonly #facts: FileFacts;
  readonly #types: PayloadTypes;
  readonly #sources: ReadonlySet<string>;

  constructor(facts: FileFacts, types: PayloadTypes, options: PayloadOptions) {
    this.#facts = facts;
    this.#types = types;
    this.#sources = new Set([...DECODERS, ...options.payloadSources]);
  }

  /** What a call returns, if it is a source. */
  of(call: TSESTree.CallExpression): PayloadValue | undefined {
    const name = calleeName(call);
    if (name === undefined) return undefined;
    if (this.#sources.has(name) || this.#sources.has(pathOf(call.callee))) return strong("record");
    const command = name.toLowerCase();
    if (STREAM_READERS.has(command)) return isStreamRead(name, call) ? strong("entries") : undefined;
    if (command === "hgetall") return strong("record");
    if (name === "query") return this.#ofQuery(call);
    const parsed = SCHEMA_PARSERS.get(name);
    return parsed !== undefined && this.#isContractSchema(receiverOf(call)) ? strong(parsed) : undefined;
  }

  /** The rows of a query. */
  #ofQuery(call: TSESTree.CallExpression): PayloadValue | undefined {
    if (receiverOf(call) === undefined) return undefined;
    // Before the query a wrapper may take a context.
    const given = call.arguments.slice(0, 2).map((argument) => this.#written(unwrap(argument)));
    const query = given.find((argument, index) => (index === 0 ? looksLikeSql(argument) : isSql(argument)));
    if (query === undefined) return undefined;
    const sql = textOf(query);
    const [row] = call.typeArguments?.params ?? [];
    const isTyped = row !== undefined && this.#types.verdictOf(row) === "foreign";
    const areOwn = isTyped || CATALOG.test(sql) || /^\s*explain\b/i.test(sql);
    return { ...strong("queryResult"), columns: { areOwn, computed: computedNames(sql) } };
  }

  /** The text that a constant holds, where that can be seen. */
  #written(node: Node): Node {
    const { bindings } = this.#facts;
    const init = node.type === "Identifier" && bindings.constantInit(bindings.variableOf(node));
    const held = init ? unwrap(init) : node;
    const isParsed = held.type === "CallExpression" && isParser(calleeName(held));
    const isText =
      held.type === "TemplateLiteral" || held.type === "TaggedTemplateExpression" || held.type === "Literal";
    return isText || isParsed ? held : node;
  }

  #isContractSchema(receiver: Node | undefined): boolean {
    const root = receiver && rootOf(receiver);
    if (root?.type !== "Identifier") return false;
    const { bindings, registry } = this.#facts;
    const origin = bindings.importOf(bindings.variableOf(root));
    return origin !== undefined && (origin.module === DEFAULT_MODULE || registry.modules.includes(origin.module));
  }
}

/** Clients of one's own have commands of the same name, with arguments of their own. */
function isStreamRead(name: string, call: TSESTree.CallExpression): boolean {
  if (name === name.toLowerCase() || call.arguments.length <= MOST_ARGUMENTS) return true;
  return call.arguments.some((argument) => /^(?:group|streams|count|block)$/i.test(stringValue(argument) ?? ""));
}

/** Other things are queried as well: a page for a selector, an API for a resource. */
function looksLikeSql(node: Node): boolean {
  switch (node.type) {
    case "Identifier":
      return SQL_NAME.test(node.name);
    case "MemberExpression":
      return SQL_NAME.test(memberName(node) ?? "");
    case "CallExpression": {
      const name = calleeName(node) ?? "";
      return SQL_NAME.test(name) && !isParser(name);
    }
    default:
      return isSql(node);
  }
}

/** Whether a call reads a query itself: what it makes is sent to no database. */
function isParser(name: string | undefined): boolean {
  return name?.startsWith("parse") === true;
}

/** Whether a node is a query that is written out. */
function isSql(node: Node): boolean {
  switch (node.type) {
    case "TaggedTemplateExpression":
      return node.tag.type === "Identifier" && SQL_NAME.test(node.tag.name);
    case "ObjectExpression":
      return sqlProperty(node) !== undefined;
    default:
      return SQL.test(textOf(node));
  }
}

/** node-postgres takes `{ text, values }`, mysql2 `{ sql, values }`, others `{ query, parameters }`. */
function sqlProperty(literal: TSESTree.ObjectExpression): Node | undefined {
  for (const property of literal.properties) {
    if (property.type !== "Property") continue;
    const name = keyName(property);
    if (name === "text" || name === "sql") return property.value;
    if (name === "query" && SQL.test(textOf(unwrap(property.value)))) return property.value;
  }
  return undefined;
}

/** The text of a query, as far as it stands in the call. */
function textOf(node: Node): string {
  switch (node.type) {
    case "TemplateLiteral":
      return node.quasis.map(({ value }) => value.raw).join(" ");
    case "TaggedTemplateExpression":
      return textOf(node.quasi);
    case "ObjectExpression": {
      const sql = sqlProperty(node);
      return sql === undefined ? "" : textOf(unwrap(sql));
    }
    case "BinaryExpression":
      return `${textOf(unwrap(node.left))}${textOf(unwrap(node.right))}`;
    default:
      return stringValue(node) ?? "";
  }
}

/** The names a query gives to what it computes: `sum(x) AS total`, and `count` of an unnamed `count(*)`. */
function computedNames(sql: string): ReadonlySet<string> {
  const named = [...sql.matchAll(/\bas\s+["`]?(\w+)/gi)].map(([, name]) => name ?? "");
  return new Set([...named, ...AGGREGATES]);
}

function pathOf(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  if (node.type !== "MemberExpression") return "";
  return `${pathOf(node.object)}.${memberName(node) ?? ""}`;
}
