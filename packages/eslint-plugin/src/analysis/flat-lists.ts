import type { TSESTree } from "@typescript-eslint/utils";
import type { Bindings, Variable } from "./bindings.js";
import { calleeName, type Node, unwrap } from "./syntax.js";

/** The lists that a variable is made of, in the order of the source: its initial elements, and what is pushed later. */
export function partsOfList(variable: Variable, bindings: Bindings): readonly (readonly Node[])[] {
  const init = bindings.constantInit(variable);
  const initial = init && unwrap(init);
  if (initial?.type !== "ArrayExpression") return [];
  const pushed = variable.references.flatMap(({ identifier }) => {
    const push = pushOn(identifier);
    return push ? [push.arguments] : [];
  });
  return [initial.elements.filter((element) => element !== null), ...pushed];
}

/** The call that puts something at the end of a list, where an expression is that list. */
function pushOn(list: Node): TSESTree.CallExpression | undefined {
  const { parent } = list;
  if (parent?.type !== "MemberExpression" || parent.object !== list) return undefined;
  const call = parent.parent;
  return call.type === "CallExpression" && call.callee === parent && calleeName(call) === "push" ? call : undefined;
}
