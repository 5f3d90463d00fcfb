import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "./bindings.js";
import { enclosingFunction, type Node } from "./syntax.js";
import type { IdOrigins } from "./trace-origins.js";

/** The assignments to a variable, and what it may hold after each that must have run. */
export interface Writes {
  readonly assignments: readonly TSESTree.AssignmentExpression[];
  readonly origins: Map<TSESTree.AssignmentExpression | undefined, IdOrigins>;
}

/** The assignments to a variable, in the order of the text. */
export function assignmentsTo(variable: Variable): readonly TSESTree.AssignmentExpression[] {
  return variable.references.flatMap(({ identifier }) => {
    const { parent } = identifier;
    return parent.type === "AssignmentExpression" && parent.left === identifier ? [parent] : [];
  });
}

/** The last assignment that has surely run when a variable is used: what was in it before is gone. */
export function lastAssignment(
  assignments: readonly TSESTree.AssignmentExpression[],
  use: Node,
): TSESTree.AssignmentExpression | undefined {
  return assignments.findLast((assignment) => {
    const statement = assignment.parent;
    if (assignment.operator !== "=" || assignment.range[1] > use.range[0]) return false;
    if (statement.type !== "ExpressionStatement" || statement.parent.type !== "BlockStatement") return false;
    const isBelow = use.range[1] <= statement.parent.range[1];
    return isBelow && enclosingFunction(assignment) === enclosingFunction(use);
  });
}
