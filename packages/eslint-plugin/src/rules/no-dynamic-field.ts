import { DynamicKeys } from "../analysis/dynamic-keys.js";
import { gatherFileFacts } from "../analysis/file-facts.js";
import { mayHoldPayload } from "../analysis/evidence-words.js";
import { ignoreTest } from "../analysis/ignored-keys.js";
import { PayloadEvidence } from "../analysis/payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS, PAYLOAD_OPTIONS_SCHEMA, type PayloadOptions } from "../analysis/payload-options.js";
import { createRule } from "../create-rule.js";
import { registriesFrom } from "../settings.js";

/** Writes are judged on strong evidence alone, so names are none of its options. */
interface Options extends Omit<PayloadOptions, "payloadNames"> {
  readonly ignore: readonly string[];
}

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
        description: "What counts as a payload, and which expressions may be a key of one.",
        additionalProperties: false,
        properties: {
          ...OPTIONS_SCHEMA,
          ignore: {
            type: "array",
            items: { type: "string" },
            description: "Patterns of expressions that may be a key, as the source spells them.",
          },
        },
      },
    ],
  },
  defaults: { ...DEFAULTS, ignore: [] },
  concerns: (text, options, settings) =>
    mayHoldPayload(text, { ...options, payloadNames }, registriesFrom(settings).registry),
  create(context, options) {
    return {
      "Program:exit"() {
        const facts = gatherFileFacts(context);
        const keys = new DynamicKeys(new PayloadEvidence(facts, { ...options, payloadNames }));
        const isIgnored = ignoreTest(options.ignore);
        for (const key of facts.nodes.writing.flatMap((node) => keys.in(node))) {
          const text = context.sourceCode.getText(key);
          if (facts.marks.covers(key) || isIgnored(text)) continue;
          context.report({ node: key, messageId: "dynamicField", data: { text, registry: facts.registry.name } });
        }
      },
    };
  },
});
