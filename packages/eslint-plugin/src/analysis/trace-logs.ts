import type { Node } from "./syntax.js";
import type { TraceIds } from "./trace-ids.js";
import { comesFrom, type IdOrigin, type IdOrigins } from "./trace-origins.js";

/** The ids among the arguments of a log call, and those of them that were minted outside. */
export function originsWithin(
  expressions: readonly Node[],
  ids: TraceIds,
): { readonly origins: IdOrigins; readonly shared: readonly Node[] } {
  const origins = new Set<IdOrigin>();
  const shared: Node[] = [];
  const pending: Node[] = [...expressions];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const found = ids.of(node);
    if (comesFrom(found, "shared")) shared.push(node);
    for (const origin of found) origins.add(origin);
    if (found.size > 0) continue;
    const literal = ids.literalOf(node);
    pending.push(...partsOf(literal ?? node));
  }
  return { origins, shared };
}

function partsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "ObjectExpression":
      return node.properties.map((property) => (property.type === "Property" ? property.value : property.argument));
    case "ArrayExpression":
      return node.elements.filter((element) => element !== null);
    case "TemplateLiteral":
      return node.expressions;
    case "BinaryExpression":
    case "LogicalExpression":
      return [node.left, node.right];
    case "ConditionalExpression":
      return [node.consequent, node.alternate];
    case "CallExpression":
      return node.arguments;
    case "SpreadElement":
      return [node.argument];
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ChainExpression":
      return [node.expression];
    default:
      return [];
  }
}
