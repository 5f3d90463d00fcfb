import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceCode } from "./bindings.js";
import { isNode, type Node } from "./syntax.js";

/** The nodes of a file that the analyses look at, by what they can be; what is within another comes before it. */
export interface FileNodes {
  readonly calls: readonly TSESTree.CallExpression[];
  readonly members: readonly TSESTree.MemberExpression[];
  readonly literals: readonly TSESTree.ObjectExpression[];
  readonly patterns: readonly TSESTree.ObjectPattern[];
  /** `key in object`. */
  readonly memberships: readonly TSESTree.BinaryExpression[];
  readonly writes: readonly (TSESTree.AssignmentExpression | TSESTree.UpdateExpression)[];
}

/**
 * Collects the nodes of a file in one walk for all rules: a host calls each rule's listeners one by one, and for so
 * many nodes that costs more than what the rules then do with them.
 */
export function collectNodes({ ast, visitorKeys }: SourceCode): FileNodes {
  const nodes = {
    calls: new Array<TSESTree.CallExpression>(),
    members: new Array<TSESTree.MemberExpression>(),
    literals: new Array<TSESTree.ObjectExpression>(),
    patterns: new Array<TSESTree.ObjectPattern>(),
    memberships: new Array<TSESTree.BinaryExpression>(),
    writes: new Array<TSESTree.AssignmentExpression | TSESTree.UpdateExpression>(),
  } satisfies FileNodes;
  const pending: Node[] = [ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    sort(node, nodes);
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (!Array.isArray(child)) {
        if (isNode(child)) pending.push(child);
        continue;
      }
      for (const each of child) if (isNode(each)) pending.push(each);
    }
  }
  for (const list of Object.values(nodes)) list.reverse();
  return nodes;
}

function sort(node: Node, nodes: { [Kind in keyof FileNodes]: FileNodes[Kind][number][] }): void {
  switch (node.type) {
    case "CallExpression":
      nodes.calls.push(node);
      break;
    case "MemberExpression":
      nodes.members.push(node);
      break;
    case "ObjectExpression":
      nodes.literals.push(node);
      break;
    case "ObjectPattern":
      nodes.patterns.push(node);
      break;
    case "BinaryExpression":
      if (node.operator === "in") nodes.memberships.push(node);
      break;
    case "AssignmentExpression":
    case "UpdateExpression":
      nodes.writes.push(node);
      break;
    default:
  }
}
