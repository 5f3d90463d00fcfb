import type { PathGraph } from "./code-paths.js";
import { type ClassNode, enclosingClass, keyName, memberName, type Node } from "./syntax.js";

/** What is written to the fields of a class: by their declarations, and by assignments to `this` in its functions. */
export class FieldWrites {
  readonly #graphs: Iterable<PathGraph>;
  readonly #declared = new Map<ClassNode, Map<string, Node[]>>();
  #assigned: Map<ClassNode, Map<string, Node[]>> | undefined;

  /** The graphs hold assignments and are looked at when they are complete. */
  constructor(graphs: Iterable<PathGraph>) {
    this.#graphs = graphs;
  }

  /** Each expression that a field may have got its value from. */
  of(owner: ClassNode, name: string): readonly Node[] {
    this.#assigned ??= assignmentsIn(this.#graphs);
    return [...(this.#declaredIn(owner).get(name) ?? []), ...(this.#assigned.get(owner)?.get(name) ?? [])];
  }

  #declaredIn(owner: ClassNode): ReadonlyMap<string, readonly Node[]> {
    const known = this.#declared.get(owner);
    if (known) return known;
    const declared = new Map<string, Node[]>();
    for (const member of owner.body.body) {
      if (member.type !== "PropertyDefinition" || !member.value) continue;
      const name = keyName(member);
      if (name !== undefined) add(declared, name, member.value);
    }
    this.#declared.set(owner, declared);
    return declared;
  }
}

function assignmentsIn(graphs: Iterable<PathGraph>): Map<ClassNode, Map<string, Node[]>> {
  const assigned = new Map<ClassNode, Map<string, Node[]>>();
  for (const graph of graphs) {
    for (const node of graph.segments.flatMap((segment) => graph.nodesOf(segment))) {
      if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") continue;
      const name = node.left.object.type === "ThisExpression" ? memberName(node.left) : undefined;
      const owner = name === undefined ? undefined : enclosingClass(node);
      if (name === undefined || owner === undefined) continue;
      const ofClass = assigned.get(owner) ?? new Map<string, Node[]>();
      assigned.set(owner, ofClass);
      add(ofClass, name, node.right);
    }
  }
  return assigned;
}

function add(map: Map<string, Node[]>, name: string, node: Node): void {
  const known = map.get(name);
  if (known) known.push(node);
  else map.set(name, [node]);
}
