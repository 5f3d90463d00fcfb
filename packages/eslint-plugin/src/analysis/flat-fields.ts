import type { TSESTree } from "@typescript-eslint/utils";
import { calleeName, type Node, stringValue, unwrap } from "./syntax.js";

/** Commands of Redis' hash family, in lower case, and which of their arguments after the key are fields. */
const HASH_FIELDS: ReadonlyMap<string, "pairs" | "all" | "first"> = new Map([
  ["hset", "pairs"],
  ["hmset", "pairs"],
  ["hget", "first"],
  ["hmget", "all"],
  ["hdel", "all"],
  ["hexists", "first"],
  ["hincrby", "first"],
  ["hincrbyfloat", "first"],
  ["hsetnx", "first"],
  ["hstrlen", "first"],
]);

/** The arguments of a Redis call that are field names, in flat form: `xadd(stream, "*", "side", value)`. */
export function flatFields(call: TSESTree.CallExpression): readonly Node[] {
  const command = calleeName(call)?.toLowerCase() ?? "";
  const positions = command === "xadd" ? "pairs" : HASH_FIELDS.get(command);
  if (positions === undefined) return [];
  const fields = untilSpread(argumentsAfterKey(call)).flatMap((argument): readonly Node[] =>
    argument.type === "ArrayExpression" ? argument.elements.filter((element) => element !== null) : [argument],
  );
  if (positions === "first") return fields.slice(0, 1);
  return positions === "pairs" ? everySecond(fields) : fields;
}

/** The lists that hold the fields of a Redis call: `xadd(stream, "*", ...list)`, `hset(key, list)`. */
export function fieldLists(call: TSESTree.CallExpression): readonly TSESTree.Identifier[] {
  const command = calleeName(call)?.toLowerCase() ?? "";
  if (command !== "xadd" && HASH_FIELDS.get(command) !== "pairs") return [];
  const rest = argumentsAfterKey(call);
  const [only] = rest;
  const list = only?.type === "SpreadElement" ? only.argument : only;
  return rest.length === 1 && list?.type === "Identifier" ? [list] : [];
}

function argumentsAfterKey(call: TSESTree.CallExpression): readonly TSESTree.CallExpressionArgument[] {
  const start = calleeName(call)?.toLowerCase() === "xadd" ? entryStart(call) : 1;
  return start === undefined ? [] : call.arguments.slice(start);
}

/** Position of the first field in an `xadd`: after the stream, the trimming options and the entry id. */
export function entryStart(call: TSESTree.CallExpression): number | undefined {
  for (let index = 1; index < call.arguments.length; index += 1) {
    const argument = call.arguments[index];
    const word = argument && stringValue(unwrap(argument))?.toUpperCase();
    if (argument?.type === "SpreadElement") return undefined;
    if (word === "NOMKSTREAM") continue;
    if (word !== "MAXLEN" && word !== "MINID" && word !== "LIMIT") return index + 1;
    const next = call.arguments[index + 1];
    const mode = next && stringValue(unwrap(next));
    index += mode === "~" || mode === "=" ? 2 : 1;
  }
  return undefined;
}

function untilSpread(nodes: readonly Node[]): readonly Node[] {
  const spread = nodes.findIndex((node) => node.type === "SpreadElement");
  return spread === -1 ? nodes : nodes.slice(0, spread);
}

/** The keys of a flat list of keys and values. */
export function everySecond(nodes: readonly Node[]): readonly Node[] {
  return nodes.length < 2 ? [] : nodes.filter((_, index) => index % 2 === 0);
}
