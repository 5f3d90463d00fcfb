import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { type FileFacts, gatherFileFacts } from "../analysis/file-facts.js";
import { editKey, hasTwin } from "../analysis/key-edits.js";
import { type KeyedNode, type KeyUse, KeyUses } from "../analysis/key-uses.js";
import { PayloadEvidence } from "../analysis/payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS, PAYLOAD_OPTIONS_SCHEMA, type PayloadOptions } from "../analysis/payload-options.js";
import { isPrototypeName } from "../analysis/payload-value.js";
import { type RegistryAccess, RegistryImport } from "../analysis/registry-import.js";
import { toFix } from "../analysis/text-edits.js";
import { createRule, type HandoffContext } from "../create-rule.js";
import { isRegistered, memberFor, writableKey } from "../registry.js";

type MessageId = "rawKey" | "unregisteredKey" | "registryAlias" | "unknownMember" | "useMember";

interface Options extends PayloadOptions {
  readonly dotted: "always" | "never";
  readonly ignore: readonly string[];
}

export const noRawStringKey = createRule<MessageId, Options>({
  name: "no-raw-string-key",
  meta: {
    type: "problem",
    docs: {
      description: "Require keys of agent payloads and database rows to be spelt through the field registry",
      recommended: "error",
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      rawKey: "Raw key '{{key}}' in a payload breaks silently when the field is renamed: use {{member}}.",
      unregisteredKey:
        "Key '{{key}}' is not in {{registry}}, so no other agent knows of it: correct the key, or add {{member}} to the registry and use that.",
      registryAlias:
        "Key '{{key}}' is spelt through a stand-in for {{registry}}, which drifts from it unseen: use {{member}}.",
      unknownMember:
        "{{registry}} has no member {{member}}, so the key is `undefined`: correct the name, or add it to the registry.",
      useMember: "Use {{member}}.",
    },
    schema: [
      {
        type: "object",
        description: "What counts as a payload, and which keys are left alone.",
        additionalProperties: false,
        properties: {
          ...PAYLOAD_OPTIONS_SCHEMA,
          dotted: {
            type: "string",
            enum: ["always", "never"],
            description: 'With `"never"`, names after a dot and in patterns are left alone.',
          },
          ignore: {
            type: "array",
            items: { type: "string" },
            description: "Regular expressions of keys that are left alone.",
          },
        },
      },
    ],
  },
  defaults: { ...DEFAULT_PAYLOAD_OPTIONS, dotted: "always", ignore: [] },
  create(context, options) {
    const calls: TSESTree.CallExpression[] = [];
    const keyed: KeyedNode[] = [];
    const collect = (node: KeyedNode): void => void keyed.push(node);
    return {
      "MemberExpression:exit": collect,
      "ObjectExpression:exit": collect,
      "ObjectPattern:exit": collect,
      "BinaryExpression:exit": collect,
      "CallExpression:exit"(node: TSESTree.CallExpression) {
        calls.push(node);
        keyed.push(node);
      },
      "Program:exit"() {
        const facts = gatherFileFacts(context, calls);
        const uses = new KeyUses(new PayloadEvidence(facts, options));
        const registryImport = new RegistryImport(facts);
        const ignored = options.ignore.map(toPattern);
        for (const node of keyed) {
          if (node.type === "MemberExpression") reportUnknownMember(context, facts, node);
        }
        for (const use of uses.ofFile(keyed)) {
          if (ignored.some((pattern) => pattern.test(use.spelt.key ?? ""))) continue;
          if (options.dotted === "never" && !use.isWritten && isPlainName(use)) continue;
          if (!facts.marks.covers(use.node)) context.report(describe(use, facts, registryImport.accessFrom(use.node)));
        }
      },
    };
  },
});

/** A pattern of the options; one that is no regular expression is taken to the letter. */
function toPattern(pattern: string): { test(key: string): boolean } {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return { test: (key) => key === pattern };
  }
}

/** Whether the line before says that the type checker reports this line, and is meant to. */
function isExpectedError(node: TSESTree.Node, sourceCode: TSESLint.SourceCode): boolean {
  return sourceCode
    .getAllComments()
    .some(({ value, loc }) => value.includes("@ts-expect-error") && loc.end.line === node.loc.start.line - 1);
}

function isPlainName({ form, node }: KeyUse): boolean {
  return form === "dotted" || (form === "property" && node.type === "Identifier");
}

/** The report on a key. */
function describe(use: KeyUse, facts: FileFacts, access: RegistryAccess): TSESLint.ReportDescriptor<MessageId> {
  const { registry } = facts;
  const key = use.spelt.key ?? "";
  const registered = use.form === "path" ? undefined : isRegistered(registry, key);
  const target = use.isWritten ? writableKey(registry, key) : key;
  const members = use.form === "path" ? key.split(/[.[\]]+/).filter(Boolean) : [target];
  const spelt = members.map((each) => `${access.spelling}.${memberFor(registry, each)}`).join(", ");
  const member = use.form === "path" ? `[${spelt}]` : spelt;
  const edits = [editKey(use, member, facts), ...(access.edit ? [access.edit] : [])];
  const isFixable = use.form !== "path" && !hasTwin(use, facts);
  const isFixed = isFixable && registered !== false && target === key && !access.renamed;
  return {
    node: use.node,
    messageId: use.spelt.origin === "alias" ? "registryAlias" : registered === false ? "unregisteredKey" : "rawKey",
    data: { key, member, registry: registry.name },
    fix: isFixed ? toFix(edits) : null,
    suggest: isFixable && !isFixed ? [{ messageId: "useMember", data: { member }, fix: toFix(edits) }] : [],
  };
}

function reportUnknownMember(
  context: HandoffContext<MessageId>,
  { references, registry }: FileFacts,
  node: TSESTree.MemberExpression,
): void {
  if (registry.keys === undefined || references.standingOf(node.object) !== "own") return;
  const member = references.memberOf(node)?.member;
  if (member === undefined || registry.keys.has(member) || isPrototypeName(member)) return;
  if (isExpectedError(node, context.sourceCode)) return;
  context.report({ node: node.property, messageId: "unknownMember", data: { member, registry: registry.name } });
}
