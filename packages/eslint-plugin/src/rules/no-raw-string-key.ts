import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { type FileFacts, gatherFileFacts } from "../analysis/file-facts.js";
import { joinImportRound } from "../analysis/import-round.js";
import { editKey, fixedTogether, hasTwin } from "../analysis/key-edits.js";
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
    const turn = joinImportRound("no-raw-string-key", context.sourceCode);
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
        const reported: KeyUse[] = [];
        for (const node of keyed) {
          if (node.type === "MemberExpression") reportUnknownMember(context, facts, node);
        }
        for (const use of uses.ofFile(keyed)) {
          if (ignored.some((pattern) => pattern.test(use.spelt.key ?? ""))) continue;
          if (options.dotted === "never" && !use.isWritten && isPlainName(use)) continue;
          if (!facts.marks.covers(use.node)) reported.push(use);
        }
        const fixed = new Set(reported.filter((use) => isFixed(use, facts, registryImport.accessFrom(use.node))));
        turn.done(fixed.size > 0 ? [facts.registry] : [], (imported) => {
          const chains = fixedTogether(fixed);
          for (const use of reported) {
            const chain = chains.get(use);
            const access = registryImport.accessFrom(use.node, chain && imported);
            context.report(describe(use, facts, { access, chain }));
          }
        });
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

/** Whether a key can be spelt through the registry without a person's judgement. */
function isFixed(use: KeyUse, facts: FileFacts, { renamed }: RegistryAccess): boolean {
  const key = use.spelt.key ?? "";
  if (!isReplaceable(use, facts) || renamed || isRegistered(facts.registry, key) === false) return false;
  return !use.isWritten || writableKey(facts.registry, key) === key;
}

function isReplaceable(use: KeyUse, facts: FileFacts): boolean {
  return use.form !== "path" && !hasTwin(use, facts);
}

interface Remedy {
  readonly access: RegistryAccess;
  /** The uses that are fixed together with this one, which is among them; `undefined` where it takes a person. */
  readonly chain: readonly KeyUse[] | undefined;
}

/** The report on a key. */
function describe(use: KeyUse, facts: FileFacts, { access, chain }: Remedy): TSESLint.ReportDescriptor<MessageId> {
  const { registry } = facts;
  const key = use.spelt.key ?? "";
  const isUnregistered = use.form !== "path" && isRegistered(registry, key) === false;
  const member = memberOf(use, facts, access);
  const edits = (chain ?? [use]).map((each) => editKey(each, memberOf(each, facts, access), facts));
  const fix = toFix([...edits, ...access.edits]);
  return {
    node: use.node,
    messageId: use.spelt.origin === "alias" ? "registryAlias" : isUnregistered ? "unregisteredKey" : "rawKey",
    data: { key, member, registry: registry.name },
    fix: chain ? fix : null,
    suggest: !chain && isReplaceable(use, facts) ? [{ messageId: "useMember", data: { member }, fix }] : [],
  };
}

/** The member that spells a key, or the list of them that spells a path. */
function memberOf(use: KeyUse, { registry }: FileFacts, { spelling }: RegistryAccess): string {
  const key = use.spelt.key ?? "";
  const spell = (each: string): string => `${spelling}.${memberFor(registry, each)}`;
  if (use.form !== "path") return spell(use.isWritten ? writableKey(registry, key) : key);
  return `[${key
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map(spell)
    .join(", ")}]`;
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
