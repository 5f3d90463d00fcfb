import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { StateJudge, type StateFinding, type StateOptions } from "../analysis/agent-state.js";
import { CodePathRecorder } from "../analysis/code-paths.js";
import { gatherFileFacts } from "../analysis/file-facts.js";
import { pathListeners } from "../analysis/path-summaries.js";
import { StateSteps } from "../analysis/state-steps.js";
import { toFix } from "../analysis/text-edits.js";
import { mayHandle } from "../analysis/handlers.js";
import { createRule } from "../create-rule.js";

const NAMES_SCHEMA = { type: "array", items: { type: "string" }, uniqueItems: true } as const;

export const requireAgentState = createRule<StateFinding["messageId"] | "addCalls", StateOptions>({
  name: "require-agent-state",
  meta: {
    type: "problem",
    docs: {
      description:
        "Require a hand-written agent to record each event before its work and to leave a heartbeat after it",
      recommended: "error",
    },
    hasSuggestions: true,
    messages: {
      missingRecord:
        "This handler works{{partly}} on an event that it has not recorded, so an agent that hangs looks idle: before the work, write `await this.stateRegistry.recordEvent(this.agentId)`.",
      missingHeartbeat:
        "This handler ends{{partly}} without a heartbeat, so an agent that works looks dead: before it ends, write `await this.stateRegistry.updateHeartbeat(this.agentId)`, or do so in a `finally`.",
      missingState:
        "This handler keeps no state{{partly}}, so nobody can tell its agent from a dead one: write `await this.stateRegistry.recordEvent(this.agentId)` before the work and `await this.stateRegistry.updateHeartbeat(this.agentId)` after it.",
      addCalls: "Tell the state registry, as the code around this does.",
    },
    schema: [
      {
        type: "object",
        description: "A project's own names for keeping an agent's state.",
        additionalProperties: false,
        properties: {
          recordCalls: {
            ...NAMES_SCHEMA,
            description: "Functions that record that an event begins, beyond `recordEvent`.",
          },
          heartbeatCalls: {
            ...NAMES_SCHEMA,
            description: "Functions that leave a heartbeat, beyond `updateHeartbeat`; one may be in both.",
          },
        },
      },
    ],
  },
  defaults: { recordCalls: [], heartbeatCalls: [] },
  concerns: mayHandle,
  create(context, options) {
    const recorder = new CodePathRecorder();
    return {
      ...pathListeners(recorder),
      "Program:exit"() {
        const facts = gatherFileFacts(context);
        const steps = new StateSteps(facts, facts.nodes.calls);
        for (const finding of new StateJudge(facts, recorder.graphs, options).findings()) {
          const { messageId, node, isPartial } = finding;
          const edits = steps.editsFor(finding);
          context.report({
            loc: placeOf(node, context.sourceCode),
            messageId,
            data: { partly: isPartial ? " on some path" : "" },
            suggest: edits.length > 0 ? [{ messageId: "addCalls", fix: toFix(edits) }] : [],
          });
        }
      },
    };
  },
});

/** A function that runs to its end ends at its closing brace. */
function placeOf(node: TSESTree.Node, sourceCode: Readonly<TSESLint.SourceCode>): TSESTree.SourceLocation {
  const brace = node.type === "BlockStatement" ? sourceCode.getLastToken(node) : null;
  return (brace ?? node).loc;
}
