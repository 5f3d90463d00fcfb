import type { TSESTree } from "@typescript-eslint/utils";
import { freeName, insertAtEnd } from "./code-places.js";
import type { Loss } from "./event-loss.js";
import type { FileFacts } from "./file-facts.js";
import { callbackOf } from "./guarded-parts.js";
import { type FunctionNode, isFunction, leavesEarly, type Node } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";

/** The edits by which what lost an event throws its failure again; none where that takes a person. */
export function rethrow(loss: Loss, facts: FileFacts): readonly TextEdit[] {
  if (loss.type === "CatchClause") return isRetry(loss.parent) ? [] : inClause(loss, facts);
  const call = loss.type === "ReturnStatement" ? undefined : loss.parent?.parent;
  return call?.type === "CallExpression" ? inCallback(call, facts) : [];
}

function inClause(clause: TSESTree.CatchClause, facts: FileFacts): readonly TextEdit[] {
  if (leavesEarly(clause.body)) return [];
  const { param, body } = clause;
  if (param && param.type !== "Identifier") return [];
  const name = param?.name ?? freeName("error", body, facts.bindings);
  const keyword = facts.sourceCode.getFirstToken(clause);
  const end = keyword?.range[1] ?? clause.range[0];
  const binding = param ? [] : [{ range: [end, end] as const, text: ` (${name})` }];
  return [...binding, insertAtEnd(body, `throw ${name};`, facts.sourceCode)];
}

function inCallback(call: TSESTree.CallExpression, facts: FileFacts): readonly TextEdit[] {
  const callback = callbackOf(call);
  if (callback === undefined || call.callee.type !== "MemberExpression") return [];
  if (doesNothing(callback)) {
    const dot = facts.sourceCode.getTokenBefore(call.callee.property);
    return dot ? [{ range: [dot.range[0], call.range[1]], text: "" }] : [];
  }
  const [param] = callback.params;
  if (param?.type !== "Identifier") return [];
  const { body } = callback;
  if (body.type === "BlockStatement") {
    return leavesEarly(body) ? [] : [insertAtEnd(body, `throw ${param.name};`, facts.sourceCode)];
  }
  return [{ range: body.range, text: `{ ${facts.sourceCode.getText(body)}; throw ${param.name}; }` }];
}

function doesNothing({ body }: FunctionNode): boolean {
  if (body.type === "BlockStatement") return body.body.length === 0;
  return body.type === "Identifier" && body.name === "undefined";
}

/** Whether a `try` is attempted again when it has failed. */
function isRetry(statement: TSESTree.TryStatement): boolean {
  const isLeft = leavesEarly(statement.block);
  for (let node: Node = statement; isLeft && node.parent && !isFunction(node.parent); node = node.parent) {
    if (/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.parent.type)) return true;
  }
  return false;
}
