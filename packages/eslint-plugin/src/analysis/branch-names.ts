import type { SourceCode } from "./bindings.js";
import type { PathGraph, Segment } from "./code-paths.js";
import type { Facts, MustFacts } from "./must-facts.js";
import type { Node } from "./syntax.js";

const MAX_TEXT = 40;

/** Names the branch by which a path reaches a segment without a fact: "when `x` is falsy", "in the catch block". */
export class BranchNames {
  readonly #sourceCode: SourceCode;

  constructor(sourceCode: SourceCode) {
    this.#sourceCode = sourceCode;
  }

  /** The branch, or nothing where no path has the fact. */
  without(fact: Facts, target: Segment, { graph, facts }: { graph: PathGraph; facts: MustFacts }): string | undefined {
    const lacks = (segment: Segment): boolean => (facts.after(segment) & fact) === 0;
    const path = pathWithout(graph, target, lacks);
    for (let index = path.length - 1; index > 0; index -= 1) {
      const [from, to] = [path[index - 1], path[index]];
      if (from === undefined || to === undefined) continue;
      const others = from.nextSegments.filter((segment) => segment !== to);
      if (!others.some((other) => establishes(other, to, lacks))) continue;
      const name = this.#nameOf(from, to, graph);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  #nameOf(from: Segment, to: Segment, graph: PathGraph): string | undefined {
    const start = graph.startOf(to);
    const parent = start?.parent;
    if (start?.type === "CatchClause") return "in the catch block";
    if (start?.type === "SwitchCase" || parent?.type === "SwitchCase") {
      const branch = start?.type === "SwitchCase" ? start : parent?.type === "SwitchCase" ? parent : undefined;
      return branch?.test ? `in \`case ${this.#text(branch.test)}\`` : "in the default case";
    }
    if (parent?.type === "IfStatement" || parent?.type === "ConditionalExpression") {
      if (parent.consequent === start) return `when \`${this.#text(parent.test)}\` is truthy`;
      if (parent.alternate === start) return `when \`${this.#text(parent.test)}\` is falsy`;
    }
    const test = graph.testOf(from);
    if (test === undefined) return undefined;
    const owner = test.parent;
    if (owner?.type === "LogicalExpression") {
      const outcome = { "&&": "falsy", "||": "truthy", "??": "set" }[owner.operator];
      return `when \`${this.#text(test)}\` is ${outcome}`;
    }
    if (owner?.type === "IfStatement" || owner?.type === "ConditionalExpression") {
      return `when \`${this.#text(test)}\` is falsy`;
    }
    return "when the loop does not run";
  }

  #text(node: Node): string {
    const text = this.#sourceCode.getText(node).replace(/\s+/g, " ");
    return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
  }
}

/** A shortest path from the function's start to a segment on which nothing establishes the fact. */
function pathWithout(graph: PathGraph, target: Segment, lacks: (segment: Segment) => boolean): readonly Segment[] {
  const towards = new Map<Segment, Segment | undefined>([[target, undefined]]);
  const pending = [target];
  // What is added to the list on the way is visited as well.
  for (const segment of pending) {
    if (segment === graph.initial) {
      const path: Segment[] = [];
      for (let step: Segment | undefined = segment; step; step = towards.get(step)) path.push(step);
      return path;
    }
    for (const previous of segment.prevSegments) {
      if (towards.has(previous) || !lacks(previous)) continue;
      towards.set(previous, segment);
      pending.push(previous);
    }
  }
  return [];
}

/** Whether the fact is established somewhere between a segment and the place where the branches meet again. */
function establishes(from: Segment, until: Segment, lacks: (segment: Segment) => boolean): boolean {
  const seen = new Set<Segment>([from, until]);
  const pending = [from];
  for (let segment = pending.pop(); segment !== undefined; segment = pending.pop()) {
    if (!lacks(segment)) return true;
    for (const next of segment.nextSegments) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return false;
}
