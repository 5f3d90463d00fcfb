import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceCode } from "./bindings.js";
import { isNode, type Node } from "./syntax.js";

/** The nodes of a file that can have keys in them. */
export type KeyedNode =
  | TSESTree.MemberExpression
  | TSESTree.CallExpression
  | TSESTree.BinaryExpression
  | TSESTree.ObjectPattern
  | TSESTree.ObjectExpression;

/** The nodes of a file that can write a computed key. */
export type WritingNode = TSESTree.ObjectExpression | TSESTree.AssignmentExpression | TSESTree.UpdateExpression;

/** The nodes of a file that the analyses look at, each list in the order in which they end. */
export interface FileNodes {
  readonly calls: readonly TSESTree.CallExpression[];
  readonly members: readonly TSESTree.MemberExpression[];
  readonly literals: readonly TSESTree.ObjectExpression[];
  /** With of the comparisons only `key in object`. */
  readonly keyed: readonly KeyedNode[];
  readonly writing: readonly WritingNode[];
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
    keyed: new Array<KeyedNode>(),
    writing: new Array<WritingNode>(),
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
  // The walk meets what is last, and what is around, first.
  for (const list of Object.values(nodes)) list.reverse();
  return nodes;
}

function sort(node: Node, nodes: { [Kind in keyof FileNodes]: FileNodes[Kind][number][] }): void {
  switch (node.type) {
    case "CallExpression":
      nodes.calls.push(node);
      nodes.keyed.push(node);
      break;
    case "MemberExpression":
      nodes.members.push(node);
      nodes.keyed.push(node);
      break;
    case "ObjectExpression":
      nodes.literals.push(node);
      nodes.keyed.push(node);
      nodes.writing.push(node);
      break;
    case "ObjectPattern":
      nodes.keyed.push(node);
      break;
    case "BinaryExpression":
      if (node.operator === "in") nodes.keyed.push(node);
      break;
    case "AssignmentExpression":
    case "UpdateExpression":
      nodes.writing.push(node);
      break;
    default:
  }
}
