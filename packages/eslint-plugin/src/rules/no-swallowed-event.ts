import type { TSESTree } from "@typescript-eslint/utils";
import { CodePathRecorder } from "../analysis/code-paths.js";
import { type Loss, LossJudge, type LossNodes, type LossOptions } from "../analysis/event-loss.js";
import { gatherFileFacts } from "../analysis/file-facts.js";
import { callbackOf } from "../analysis/guarded-parts.js";
import { pathListeners } from "../analysis/path-summaries.js";
import { rethrow } from "../analysis/rethrow.js";
import { toFix } from "../analysis/text-edits.js";
import { mayHandle } from "../analysis/handlers.js";
import { createRule } from "../create-rule.js";

const NAMES_SCHEMA = { type: "array", items: { type: "string" }, uniqueItems: true } as const;

export const noSwallowedEvent = createRule<"swallowedEvent" | "rethrow", LossOptions>({
  name: "no-swallowed-event",
  meta: {
    type: "problem",
    docs: {
      description: "Require a failure that a handler catches to be thrown again or its event to reach the dead letters",
      recommended: "error",
    },
    hasSuggestions: true,
    messages: {
      rethrow: "Throw the error again.",
      swallowedEvent:
        "{{what}} can end the handler as if the event were done, so the event is acknowledged and lost: {{remedy}}.",
    },
    schema: [
      {
        type: "object",
        description: "A project's own functions that hand events on.",
        additionalProperties: false,
        properties: {
          handoffHelpers: {
            ...NAMES_SCHEMA,
            description: "Imported functions that hand an event to the dead letters.",
          },
          publishSinks: {
            ...NAMES_SCHEMA,
            description: "Functions that publish, beyond `publish`, `xadd` and `emitEvent`.",
          },
        },
      },
    ],
  },
  defaults: { handoffHelpers: [], publishSinks: [] },
  concerns: (text) => mayHandle(text) || /breaker/i.test(text),
  create(context, options) {
    const recorder = new CodePathRecorder();
    const nodes = {
      calls: new Array<TSESTree.CallExpression>(),
      clauses: new Array<TSESTree.CatchClause>(),
      returns: new Array<TSESTree.ReturnStatement>(),
      throws: new Array<TSESTree.ThrowStatement>(),
      writes: new Array<TSESTree.AssignmentExpression>(),
      identifiers: new Array<TSESTree.Identifier>(),
    } satisfies LossNodes;
    return {
      ...pathListeners(recorder),
      TryStatement: recorder.record.bind(recorder),
      CallExpression: (node: TSESTree.CallExpression) => void nodes.calls.push(node),
      CatchClause: (node: TSESTree.CatchClause) => void nodes.clauses.push(node),
      "TryStatement > .finalizer ReturnStatement": (node: TSESTree.ReturnStatement) => void nodes.returns.push(node),
      ThrowStatement: (node: TSESTree.ThrowStatement) => void nodes.throws.push(node),
      AssignmentExpression: (node: TSESTree.AssignmentExpression) => void nodes.writes.push(node),
      Identifier: (node: TSESTree.Identifier) => void nodes.identifiers.push(node),
      "Program:exit"() {
        if (nodes.clauses.length + nodes.returns.length === 0 && !nodes.calls.some(callbackOf)) return;
        const facts = gatherFileFacts(context);
        for (const loss of new LossJudge(facts, recorder.graphs, { nodes, options }).losses()) {
          // Of a clause its keyword.
          const keyword = loss.type === "CatchClause" ? context.sourceCode.getFirstToken(loss) : null;
          const edits = rethrow(loss, facts);
          const suggest = edits.length > 0 ? [{ messageId: "rethrow" as const, fix: toFix(edits) }] : [];
          context.report({ loc: (keyword ?? loss).loc, messageId: "swallowedEvent", data: wordsFor(loss), suggest });
        }
      },
    };
  },
});

function wordsFor(loss: Loss): { readonly what: string; readonly remedy: string } {
  const { type } = loss;
  if (type === "ReturnStatement") {
    return {
      what: "This `return` discards what the `try` threw and",
      remedy: "return after the `finally`, not in it",
    };
  }
  return {
    what: type === "CatchClause" ? "This catch" : "This `.catch(…)`",
    remedy: "on every path, rethrow the error or `await deadLetter(event, error)`",
  };
}
