import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { type FileFacts, gatherFileFacts } from "../analysis/file-facts.js";
import { joinImportRound } from "../analysis/import-round.js";
import { editKey } from "../analysis/key-edits.js";
import { type RegistryAccess, RegistryImport } from "../analysis/registry-import.js";
import { commandSlots } from "../analysis/stream-commands.js";
import { type NameFault, StreamNames } from "../analysis/stream-names.js";
import type { NameSlot } from "../analysis/stream-slots.js";
import { tableSlots } from "../analysis/stream-tables.js";
import { toFix } from "../analysis/text-edits.js";
import { createRule } from "../create-rule.js";

type MessageId = "rawStreamName" | "rawGroupName" | "unknownStream" | "unknownGroup" | "useName";

const MESSAGES = {
  stream: { raw: "rawStreamName", handoff: "rawStreamName", unknown: "unknownStream" },
  group: { raw: "rawGroupName", handoff: "rawGroupName", unknown: "unknownGroup" },
} as const;

export const noRawStreamName = createRule<MessageId, object>({
  name: "no-raw-stream-name",
  meta: {
    type: "problem",
    docs: {
      description: "Require names of streams and consumer groups to be spelt through their registry",
      recommended: "error",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      rawStreamName:
        "Stream name '{{name}}' is tied to nothing, so a rename leaves writers and readers on two streams: use {{member}}.",
      rawGroupName:
        "Group name '{{name}}' is tied to nothing, and a second spelling is a second group that gets every entry again: use {{member}}.",
      unknownStream:
        "{{registry}} has no stream '{{name}}', so no agent of the protocol reads it: correct the name, or add it to {{registry}} or to a topology first.",
      unknownGroup:
        "{{registry}} has no group '{{name}}', and a new group gets every entry beside the agent that should: correct the name, or add it to {{registry}} or to a topology first.",
      useName: "Use {{member}}.",
    },
    schema: [{ type: "object", description: "The rule has no options.", additionalProperties: false, properties: {} }],
  },
  defaults: {},
  create(context) {
    const calls: TSESTree.CallExpression[] = [];
    const literals: TSESTree.ObjectExpression[] = [];
    const turn = joinImportRound("no-raw-stream-name", context.sourceCode);
    return {
      "CallExpression:exit": (node: TSESTree.CallExpression) => void calls.push(node),
      "ObjectExpression:exit": (node: TSESTree.ObjectExpression) => void literals.push(node),
      "Program:exit"() {
        const facts = gatherFileFacts(context, calls);
        const slots: readonly NameSlot[] = [
          ...calls.flatMap((call) => commandSlots(call, facts)),
          ...literals.flatMap((literal) => tableSlots(literal, facts)),
        ];
        const faults = new StreamNames(facts, context.settings)
          .faults(slots)
          .filter(({ slot }) => !facts.marks.covers(slot.node));
        const imports = new Map(
          faults.map(({ registry }) => [registry, new RegistryImport({ ...facts, registry })] as const),
        );
        const accesses = faults.map((fault) => imports.get(fault.registry)?.accessFrom(fault.slot.node));
        const fixed = new Set(faults.filter(({ fault }, at) => fault === "raw" && accesses[at]?.renamed === false));
        turn.done([...new Set([...fixed].map(({ registry }) => registry))], (imported) => {
          for (const fault of faults) {
            const isFix = fixed.has(fault);
            const access = imports.get(fault.registry)?.accessFrom(fault.slot.node, isFix ? imported : []);
            if (access) context.report(describe(fault, facts, { access, isFix }));
          }
        });
      },
    };
  },
});

interface Remedy {
  readonly access: RegistryAccess;
  readonly isFix: boolean;
}

/** The report on a name. */
function describe(
  { slot, name, fault, registry, suffix }: NameFault,
  facts: FileFacts,
  { access, isFix }: Remedy,
): TSESLint.ReportDescriptor<MessageId> {
  const member = `${access.spelling}${suffix}`;
  const fix = toFix([editKey(slot, member, facts), ...access.edits]);
  return {
    node: slot.node,
    messageId: MESSAGES[slot.kind][fault],
    data: { name, member, registry: registry.name },
    fix: isFix ? fix : null,
    suggest: fault === "unknown" || isFix ? [] : [{ messageId: "useName", data: { member }, fix }],
  };
}
