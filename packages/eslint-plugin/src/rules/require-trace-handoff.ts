import { CodePathRecorder } from "../analysis/code-paths.js";
import { gatherFileFacts } from "../analysis/file-facts.js";
import { HandoffJudge } from "../analysis/hand-off.js";
import type { HandoffFault } from "../analysis/hand-off-finding.js";
import { type Facts, LOG, MINT, READ } from "../analysis/must-facts.js";
import { DEFAULT_TRACE_OPTIONS, TRACE_OPTIONS_SCHEMA, type TraceOptions } from "../analysis/trace-options.js";
import { pathListeners } from "../analysis/path-summaries.js";
import { toFix } from "../analysis/text-edits.js";
import { mayHandle } from "../analysis/handlers.js";
import { createRule } from "../create-rule.js";

type Suggestion = "addSteps" | "mintInstead" | "mintInside" | "carryCurrent" | "passCurrent" | "useMember";
type MessageId = HandoffFault | Suggestion;

/** What the suggestion for a fault says. */
const SUGGESTIONS: Readonly<Record<HandoffFault, Suggestion>> = {
  missingHandoff: "addSteps",
  publishBeforeRead: "addSteps",
  publishBeforeMint: "addSteps",
  publishBeforeLog: "addSteps",
  continuedTrace: "mintInstead",
  sharedMint: "mintInside",
  publishWithoutTrace: "carryCurrent",
  publishIncomingTrace: "carryCurrent",
  workWithoutTrace: "passCurrent",
  rawTraceKey: "useMember",
};

export const requireTraceHandoff = createRule<MessageId, TraceOptions>({
  name: "require-trace-handoff",
  meta: {
    type: "problem",
    docs: {
      description:
        "Require every handler to read the incoming trace id, mint a new one, log both and publish the new one",
      recommended: "error",
    },
    hasSuggestions: true,
    messages: {
      missingHandoff: "This handler breaks the trace of its events: before the work, {{missing}}.",
      publishBeforeRead:
        "This publishes{{branch}} before the incoming trace id is read, so nobody can tell which event caused it: first {{missing}}.",
      publishBeforeMint:
        "This publishes{{branch}} before a new trace id is minted, so two steps share one id: first {{missing}}.",
      publishBeforeLog:
        "This publishes{{branch}} before the hand-off is logged, so nothing joins the new event to its cause: first {{missing}}.",
      publishWithoutTrace:
        "The published object has no trace id, so its consumer must reject it: add `[{{registry}}.TRACE_ID]` with the id minted here.",
      publishIncomingTrace:
        "This publishes the incoming trace id, so two steps cannot be told apart: publish the id minted here.",
      continuedTrace:
        "This continues the incoming trace id, as other protocols do; here each processing has an id of its own and the log joins the two, so this step would vanish from the trace: always mint a new one.",
      sharedMint:
        "This id was minted outside of the handler (`{{text}}`, line {{line}}), so all its events share it: mint one inside, per event.",
      workWithoutTrace:
        "The work gets the event but not the current trace id, so what it does cannot be traced: pass the id minted here.",
      addSteps: "First {{missing}}.",
      mintInstead: "Mint a new id instead.",
      mintInside: "Mint an id in the handler and use that.",
      carryCurrent: "Publish the id minted here.",
      passCurrent: "Pass the id minted here.",
      useMember: "Use [{{registry}}.TRACE_ID].",
      rawTraceKey:
        "The incoming trace id is read by a raw key, which breaks silently when the field is renamed: use `[{{registry}}.TRACE_ID]`.",
    },
    schema: [
      {
        type: "object",
        description: "A project's own parts of the hand-off.",
        additionalProperties: false,
        properties: TRACE_OPTIONS_SCHEMA,
      },
    ],
  },
  defaults: DEFAULT_TRACE_OPTIONS,
  concerns: mayHandle,
  create(context, options) {
    const recorder = new CodePathRecorder();
    const record = recorder.record.bind(recorder);
    const recordTest = recorder.recordTest.bind(recorder);
    return {
      ...pathListeners(recorder),
      "MemberExpression:exit": record,
      "Property:exit": record,
      "LogicalExpression:exit": record,
      "ConditionalExpression:exit": record,
      "AssignmentExpression:exit": record,
      "AssignmentPattern:exit": record,
      "IfStatement:exit": record,
      ":matches(IfStatement, ConditionalExpression, ForStatement, WhileStatement, DoWhileStatement) > .test:exit":
        recordTest,
      "LogicalExpression > .left:exit": recordTest,
      "ForOfStatement > .right:exit": recordTest,
      "Program:exit"() {
        const facts = gatherFileFacts(context);
        const judge = new HandoffJudge(facts, recorder, options);
        for (const finding of judge.findings()) {
          const { kind, node, missing, branch, mintedAt } = finding;
          const edits = judge.editsFor(finding);
          const data = {
            missing: stepsOf(missing, facts.registry.name),
            branch: branch === undefined ? "" : ` ${branch}`,
            text: context.sourceCode.getText(node),
            line: mintedAt === undefined ? "" : String(context.sourceCode.getLocFromIndex(mintedAt).line),
            registry: facts.registry.name,
          };
          const suggest = edits.length > 0 ? [{ messageId: SUGGESTIONS[kind], data, fix: toFix(edits) }] : [];
          context.report({ node, messageId: kind, data, suggest });
        }
      },
    };
  },
});

function stepsOf(missing: Facts, registry: string): string {
  const steps = [
    ...(missing & READ ? [`read the incoming trace id (\`event[${registry}.TRACE_ID]\`)`] : []),
    ...(missing & MINT ? ["mint a new one (`crypto.randomUUID()`)"] : []),
    ...(missing & LOG ? ["log both ids in one call"] : []),
  ];
  return steps.length < 2 ? steps.join("") : `${steps.slice(0, -1).join(", ")} and ${steps.at(-1)}`;
}
