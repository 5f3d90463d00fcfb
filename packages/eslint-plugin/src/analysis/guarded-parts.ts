import type { TSESTree } from "@typescript-eslint/utils";
import type { Bindings, Variable } from "./bindings.js";
import { calleeName, type FunctionNode, isFunction, type Node, rootOf, unwrap } from "./syntax.js";

/** What recovers from a failure: a catch clause, or the function handed to `.catch(…)`. */
export type Recovery = TSESTree.CatchClause | FunctionNode;

/** How much of an event's processing a recovery stands around, from none to the work itself. */
export type Weight = 0 | 1 | 2;
export const USE: Weight = 1;
export const WORKING: Weight = 2;

/** What lies in the parts that recoveries guard, and in the recoveries: noted once, asked often. */
export class GuardedParts {
  readonly #bindings: Bindings;
  readonly #weights = new Map<Node, Weight>();
  readonly #breakers = new Set<Node>();
  readonly #passed = new Map<Node, Weight>();
  readonly #written = new Map<Node, Set<Variable>>();
  readonly #leaving = new Set<Node>();
  readonly #tests = new Map<Variable, readonly TSESTree.IfStatement[]>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** Notes what a node means to whatever guards it. */
  note(node: Node, weight: Weight): void {
    for (let inner = node; inner.parent; inner = inner.parent) {
      const guard = guardOf(inner, inner.parent);
      if (guard) this.#weights.set(guard, Math.max(weight, this.weightOf(guard)) as Weight);
      // What is above was told already.
      if ((this.#passed.get(inner) ?? 0) >= weight) return;
      this.#passed.set(inner, weight);
    }
  }

  noteBreaker(node: Node): void {
    for (let inner = node; inner.parent && !isFunction(inner); inner = inner.parent) {
      const guard = guardOf(inner, inner.parent);
      if (guard) this.#breakers.add(guard);
    }
  }

  /** Notes a variable that is written, or a list that grows, with the `try` blocks and recoveries it stands in. */
  noteWrite(node: TSESTree.AssignmentExpression | TSESTree.CallExpression): void {
    const target = rootOf(node.type === "AssignmentExpression" ? node.left : node.callee);
    const variable = target.type === "Identifier" ? this.#bindings.variableOf(target) : undefined;
    if (variable === undefined) return;
    for (let inner: Node = node; inner.parent; inner = inner.parent) {
      const isPart = inner.parent.type === "TryStatement" || inner.type === "CatchClause" || isFunction(inner);
      if (!isPart) continue;
      const known = this.#written.get(inner);
      if (known) known.add(variable);
      else this.#written.set(inner, new Set([variable]));
      if (isFunction(inner)) return;
    }
  }

  /** Notes what ends a handler rightly, a `throw` or a dead letter: the conditions that lead to it are its own. */
  noteLeaving(node: Node): void {
    for (let inner = node; inner.parent && !isFunction(inner); inner = inner.parent) {
      if (this.#leaving.has(inner)) return;
      this.#leaving.add(inner);
    }
  }

  weightOf(guarded: Node): Weight {
    return this.#weights.get(guarded) ?? 0;
  }

  holdsBreaker(guarded: Node): boolean {
    return this.#breakers.has(guarded);
  }

  /** Whether a recovery gives what failed another value: it writes to a variable of the code around it. */
  writesOutside(recovery: Recovery): boolean {
    return [...(this.#written.get(recovery) ?? [])].some(
      ({ identifiers: [declared] }) => !isWithin(declared, recovery),
    );
  }

  /** Whether the failure is remembered, and the code below throws or hands over when it was. */
  isRemembered(recovery: Recovery, block: Node | undefined, end: number): boolean {
    const variables = [...(this.#written.get(recovery) ?? []), ...((block && this.#written.get(block)) ?? [])];
    return variables.some((variable) =>
      this.#testsOf(variable).some((statement) => statement.range[0] >= end && this.#leaving.has(statement)),
    );
  }

  /** The conditions that a variable decides. */
  #testsOf(variable: Variable): readonly TSESTree.IfStatement[] {
    const known = this.#tests.get(variable);
    if (known) return known;
    const found = variable.references.flatMap(({ identifier }) => {
      for (let inner: Node = identifier; inner.parent && !isFunction(inner); inner = inner.parent) {
        if (inner.parent.type === "IfStatement" && inner.parent.test === inner) return [inner.parent];
      }
      return [];
    });
    this.#tests.set(variable, found);
    return found;
  }
}

/** Whether a call adds to a list that may be looked at later: `failures.push(error)`. */
export function isAddition(call: TSESTree.CallExpression): boolean {
  return /^(?:push|add|set)$/.test(calleeName(call) ?? "");
}

/** The function that a `.catch(…)` is handed in place. */
export function callbackOf(call: TSESTree.CallExpression): FunctionNode | undefined {
  const [first] = call.arguments;
  const handed = first && unwrap(first);
  return calleeName(call) === "catch" && isFunction(handed) ? handed : undefined;
}

/** What guards a node against its failure: a `try` for its block, a `.catch(…)` for what it is called on. */
function guardOf(part: Node, parent: Node): Node | undefined {
  if (parent.type === "TryStatement") return part === parent.block ? parent : undefined;
  if (parent.type !== "MemberExpression" || parent.object !== part) return undefined;
  const call = parent.parent;
  return call.type === "CallExpression" && call.callee === parent && callbackOf(call) ? call : undefined;
}

function isWithin(inner: Node | undefined, outer: Node): boolean {
  return inner !== undefined && outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}
