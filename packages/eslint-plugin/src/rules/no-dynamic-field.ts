import type { TSESTree } from "@typescript-eslint/utils";
import { DynamicKeys, type WritingNode } from "../analysis/dynamic-keys.js";
import { gatherFileFacts } from "../analysis/file-facts.js";
import { PayloadEvidence } from "../analysis/payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS, PAYLOAD_OPTIONS_SCHEMA, type PayloadOptions } from "../analysis/payload-options.js";
import { createRule } from "../create-rule.js";

/** Writes are judged on strong evidence alone, so names are none of its options. */
type Options = Omit<PayloadOptions, "payloadNames">;

const { payloadNames, ...DEFAULTS } = DEFAULT_PAYLOAD_OPTIONS;
const { payloadNames: _namesSchema, ...OPTIONS_SCHEMA } = PAYLOAD_OPTIONS_SCHEMA;

export const noDynamicField = createRule<"dynamicField", Options>({
  name: "no-dynamic-field",
  meta: {
    type: "suggestion",
    docs: {
      description: "Disallow keys that are computed at run time where a payload is written",
      recommended: "warn",
    },
    messages: {
      dynamicField:
        "Key `{{text}}` is computed at run time, so types cannot tell which field is written and nobody can list who writes it: write each field as a key of its own, `[{{registry}}.…]: value`.",
    },
    schema: [
      {
        type: "object",
        description: "What counts as a payload.",
        additionalProperties: false,
        properties: OPTIONS_SCHEMA,
      },
    ],
  },
  defaults: DEFAULTS,
  create(context, options) {
    const calls: TSESTree.CallExpression[] = [];
    const writes: WritingNode[] = [];
    const collect = (node: WritingNode): void => void writes.push(node);
    return {
      "CallExpression:exit": (node: TSESTree.CallExpression) => void calls.push(node),
      "ObjectExpression:exit": collect,
      "AssignmentExpression:exit": collect,
      "UpdateExpression:exit": collect,
      "Program:exit"() {
        const facts = gatherFileFacts(context, calls);
        const keys = new DynamicKeys(new PayloadEvidence(facts, { ...options, payloadNames }));
        for (const key of writes.flatMap((node) => keys.in(node))) {
          if (facts.marks.covers(key)) continue;
          const data = { text: context.sourceCode.getText(key), registry: facts.registry.name };
          context.report({ node: key, messageId: "dynamicField", data });
        }
      },
    };
  },
});
