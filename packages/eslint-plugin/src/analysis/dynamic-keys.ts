import type { TSESTree } from "@typescript-eslint/utils";
import type { FileFacts } from "./file-facts.js";
import type { WritingNode } from "./file-nodes.js";
import { isOpenPayload } from "./key-uses.js";
import type { PayloadEvidence } from "./payload-evidence.js";
import { isProtocolObject } from "./sink-calls.js";
import { annotationOf, type Node, unwrap } from "./syntax.js";

/** Finds the keys that are computed while the program runs and written into a payload. */
export class DynamicKeys {
  readonly #evidence: PayloadEvidence;

  constructor(evidence: PayloadEvidence) {
    this.#evidence = evidence;
  }

  in(node: WritingNode): readonly Node[] {
    if (node.type === "ObjectExpression") return this.#inLiteral(node);
    const target = unwrap(node.type === "UpdateExpression" ? node.argument : node.left);
    if (target.type !== "MemberExpression" || !target.computed || !isDynamic(target.property, this.#evidence.facts)) {
      return [];
    }
    const owner = this.#evidence.of(target.object);
    return owner?.strength === "strong" && owner.shape === "record" ? [target.property] : [];
  }

  #inLiteral(literal: TSESTree.ObjectExpression): readonly Node[] {
    const { facts, sinks } = this.#evidence;
    const dynamic = literal.properties.flatMap((property) =>
      property.type === "Property" && property.computed && isDynamic(property.key, facts) ? [property.key] : [],
    );
    if (dynamic.length === 0) return [];
    const sink = sinks.sinkOf(literal);
    // Redis hashes hold caches and counters as well, keyed by whatever is counted.
    const isPayload = sink === "published" || (sink === "hash" && isProtocolObject(literal, facts));
    return isPayload && !isOpenPayload(literal, facts) ? dynamic : [];
  }
}

/** Whether a computed key is not known before the program runs, and is a string then. */
function isDynamic(key: Node, facts: FileFacts): boolean {
  const node = unwrap(key);
  switch (node.type) {
    case "Literal":
    case "UnaryExpression":
    case "UpdateExpression":
      return false;
    case "BinaryExpression":
      return node.operator === "+" && facts.keys.of(node) === undefined && !isCount(node);
    case "Identifier":
      return facts.keys.of(node) === undefined && isDynamicName(node, facts);
    case "MemberExpression":
      return facts.keys.of(node) === undefined && !isOfModule(node, facts);
    default:
      return facts.keys.of(node) === undefined;
  }
}

/** `index + 1`, as far as it can be seen. */
function isCount({ left, right }: TSESTree.BinaryExpression): boolean {
  return [left, right].some((side) => side.type === "Literal" && typeof side.value === "number");
}

function isDynamicName(node: TSESTree.Identifier, facts: FileFacts): boolean {
  const { bindings } = facts;
  const variable = bindings.variableOf(node);
  const [definition] = variable?.defs ?? [];
  // A global, or a constant of another module, whose text is not seen here but fixed.
  if (variable === undefined || definition === undefined || bindings.importOf(variable)) return false;
  const type = annotationOf(definition.name);
  if (type?.type === "TSNumberKeyword" || type?.type === "TSSymbolKeyword") return false;
  const init = definition.node.type === "VariableDeclarator" ? definition.node.init : null;
  const held = init && unwrap(init);
  if (held?.type === "Literal") return typeof held.value === "string";
  if (held?.type === "Identifier" || held?.type === "MemberExpression") return !isOfModule(held, facts);
  if (held?.type === "CallExpression" && held.callee.type === "Identifier") return held.callee.name !== "Symbol";
  return true;
}

/** `Columns`, `Columns.SIDE` of an import, and `Symbol.iterator`: constants of somebody else. */
function isOfModule(node: Node, { bindings }: FileFacts): boolean {
  let root = node;
  for (; root.type === "MemberExpression"; root = unwrap(root.object)) {
    if (root.computed) return false;
  }
  if (root.type !== "Identifier") return false;
  const variable = bindings.variableOf(root);
  return variable === undefined || variable.defs.length === 0 || bindings.importOf(variable) !== undefined;
}
