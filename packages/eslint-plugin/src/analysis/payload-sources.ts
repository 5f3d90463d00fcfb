import type { TSESTree } from "@typescript-eslint/utils";
import { DEFAULT_MODULE } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import type { PayloadOptions } from "./payload-options.js";
import { type PayloadShape } from "./payload-value.js";
import { calleeName, memberName, type Node, receiverOf, rootOf, stringValue, unwrap } from "./syntax.js";

const DECODERS = new Set(["decodeEvent", "parseEvent"]);
const STREAM_READERS = new Set(["xread", "xreadgroup", "xrange", "xrevrange", "xautoclaim", "xclaim"]);
const SCHEMA_PARSERS: ReadonlyMap<string, PayloadShape> = new Map([
  ["parse", "record"],
  ["parseAsync", "record"],
  ["safeParse", "parseResult"],
  ["safeParseAsync", "parseResult"],
]);
const SQL = /^\s*(?:--.*\s*)*(?:select|insert|update|delete|with|call|exec|show|table|values)\b/i;
const SQL_NAME = /sql|query|statement|stmt|text/i;

/** Tells which calls bring payloads into a file. */
export class PayloadSources {
  readonly #facts: FileFacts;
  readonly #sources: ReadonlySet<string>;

  constructor(facts: FileFacts, options: PayloadOptions) {
    this.#facts = facts;
    this.#sources = new Set([...DECODERS, ...options.payloadSources]);
  }

  /** What a call returns, if it is a source. */
  shapeOf(call: TSESTree.CallExpression): PayloadShape | undefined {
    const name = calleeName(call);
    if (name === undefined) return undefined;
    if (this.#sources.has(name) || this.#sources.has(pathOf(call.callee))) return "record";
    const command = name.toLowerCase();
    if (STREAM_READERS.has(command)) return "entries";
    if (command === "hgetall") return "record";
    if (name === "query" && looksLikeSql(call)) return "queryResult";
    const parsed = SCHEMA_PARSERS.get(name);
    return parsed !== undefined && this.#isContractSchema(receiverOf(call)) ? parsed : undefined;
  }

  #isContractSchema(receiver: Node | undefined): boolean {
    const root = receiver && rootOf(receiver);
    if (root?.type !== "Identifier") return false;
    const { bindings, registry } = this.#facts;
    const origin = bindings.importOf(bindings.variableOf(root));
    return origin !== undefined && (origin.module === DEFAULT_MODULE || registry.modules.includes(origin.module));
  }
}

/** Other things are queried as well: a page for a selector, an API for a resource. */
function looksLikeSql(call: TSESTree.CallExpression): boolean {
  const first = call.arguments[0] && unwrap(call.arguments[0]);
  if (receiverOf(call) === undefined || first === undefined) return false;
  const text = stringValue(first);
  if (text !== undefined) return SQL.test(text);
  switch (first.type) {
    case "TemplateLiteral":
      return SQL.test(first.quasis[0]?.value.raw ?? "");
    case "TaggedTemplateExpression":
      return first.tag.type === "Identifier" && SQL_NAME.test(first.tag.name);
    case "Identifier":
      return SQL_NAME.test(first.name);
    case "MemberExpression":
      return SQL_NAME.test(memberName(first) ?? "");
    case "ObjectExpression":
      return first.properties.some(
        (property) =>
          property.type === "Property" &&
          property.key.type === "Identifier" &&
          (property.key.name === "text" || property.key.name === "sql"),
      );
    case "BinaryExpression":
      return SQL.test(stringValue(first.left) ?? "");
    default:
      return false;
  }
}

function pathOf(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  if (node.type !== "MemberExpression") return "";
  return `${pathOf(node.object)}.${memberName(node) ?? ""}`;
}
