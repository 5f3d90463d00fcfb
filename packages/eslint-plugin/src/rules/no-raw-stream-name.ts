import type { TSESLint } from "@typescript-eslint/utils";
import { type FileFacts, gatherFileFacts } from "../analysis/file-facts.js";
import { joinImportRound } from "../analysis/import-round.js";
import { editKey } from "../analysis/key-edits.js";
import { RegistryImport } from "../analysis/registry-import.js";
import { commandSlots } from "../analysis/stream-commands.js";
import { type NameFault, StreamNames } from "../analysis/stream-names.js";
import type { NameSlot } from "../analysis/stream-slots.js";
import { tableSlots } from "../analysis/stream-tables.js";
import { toFix } from "../analysis/text-edits.js";
import { createRule } from "../create-rule.js";
import type { Registry } from "../registry.js";

type MessageId = "rawStreamName" | "rawGroupName" | "unknownStream" | "unknownGroup" | "useName";

/** A file without one of these names no stream: no command of Redis, no `publish`, no topology, no agent. */
const MAY_NAME =
  /x(?:add|len|rev|range|del|trim|setid|info|ack|pending|claim|autoclaim|group|read)|publish|topology|consumer_?group|agent|@handoff\//i;

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
  concerns: (text) => MAY_NAME.test(text),
  create(context) {
    const turn = joinImportRound("no-raw-stream-name", context.sourceCode);
    return {
      "Program:exit"() {
        const facts = gatherFileFacts(context);
        const slots: readonly NameSlot[] = [
          ...facts.nodes.calls.flatMap((call) => commandSlots(call, facts)),
          ...facts.nodes.literals.flatMap((literal) => tableSlots(literal, facts)),
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
            const registryImport = imports.get(fault.registry);
            if (registryImport) context.report(describe(fault, facts, { registryImport, imported, isFix }));
          }
        });
      },
    };
  },
});

interface Remedy {
  readonly registryImport: RegistryImport;
  readonly imported: readonly Registry[];
  readonly isFix: boolean;
}

/** The report on a name. */
function describe(
  { slot, name, fault, registry, suffix }: NameFault,
  facts: FileFacts,
  { registryImport, imported, isFix }: Remedy,
): TSESLint.ReportDescriptor<MessageId> {
  const access = registryImport.accessFrom(slot.node, isFix ? imported : undefined);
  const member = `${access.spelling}${suffix}`;
  const edits = fault === "unknown" ? undefined : registryImport.withImport([editKey(slot, member, facts)], access);
  const fix = edits ? toFix(edits) : null;
  return {
    node: slot.node,
    messageId: MESSAGES[slot.kind][fault],
    data: { name, member, registry: registry.name },
    fix: isFix ? fix : null,
    suggest: !fix || isFix ? [] : [{ messageId: "useName", data: { member }, fix }],
  };
}
