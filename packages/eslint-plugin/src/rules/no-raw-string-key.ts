import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { type FileFacts, gatherFileFacts } from "../analysis/file-facts.js";
import { joinImportRound } from "../analysis/import-round.js";
import { editKey, fixedTogether, hasTwin } from "../analysis/key-edits.js";
import { type KeyUse, KeyUses } from "../analysis/key-uses.js";
import { mayHoldKey } from "../analysis/evidence-words.js";
import { ignoreTest } from "../analysis/ignored-keys.js";
import { MemberSpellings } from "../analysis/member-spellings.js";
import { PayloadEvidence } from "../analysis/payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS, PAYLOAD_OPTIONS_SCHEMA, type PayloadOptions } from "../analysis/payload-options.js";
import { isPrototypeName } from "../analysis/payload-value.js";
import { type RegistryAccess, RegistryImport } from "../analysis/registry-import.js";
import { toFix } from "../analysis/text-edits.js";
import { createRule, type HandoffContext } from "../create-rule.js";
import { DEFAULT_MODULE, ENVELOPE_KEYS, isRegistered, memberFor, type Registry, writableKey } from "../registry.js";
import { registriesFrom } from "../settings.js";

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
      unregisteredKey: "Key '{{key}}' is not in {{registry}}, so no other agent knows of it: {{remedy}}.",
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
  concerns: (text, options, settings) => mayHoldKey(text, options, registriesFrom(settings).registry),
  create(context, options) {
    const turn = joinImportRound("no-raw-string-key", context.sourceCode);
    return {
      "Program:exit"() {
        const facts = gatherFileFacts(context);
        const registryImport = new RegistryImport(facts);
        const isIgnored = ignoreTest(options.ignore);
        reportUnknownMembers(context, facts);
        const reported = new KeyUses(new PayloadEvidence(facts, options)).ofFile().filter((use) => {
          if (isIgnored(use.spelt.key ?? "")) return false;
          if (options.dotted === "never" && !use.isWritten && isPlainName(use)) return false;
          return !facts.marks.covers(use.node);
        });
        const spellings = new MemberSpellings(reported, facts.registry);
        const fixed = new Set(
          reported.filter((use) => {
            const { renamed } = registryImport.accessFrom(use.node);
            return !renamed && !spellings.isContested(use.spelt.key ?? "") && isFixed(use, facts);
          }),
        );
        turn.done(fixed.size > 0 ? [facts.registry] : [], (imported) => {
          const chains = fixedTogether(fixed);
          for (const use of reported) {
            context.report(describe(use, facts, { registryImport, imported, chain: chains.get(use) }));
          }
        });
      },
    };
  },
});

function isPlainName({ form, node }: KeyUse): boolean {
  return form === "dotted" || (form === "property" && node.type === "Identifier");
}

/** Whether a key can be spelt through the registry without a person's judgement. */
function isFixed(use: KeyUse, facts: FileFacts): boolean {
  const key = use.spelt.key ?? "";
  if (!isReplaceable(use, facts) || isRegistered(facts.registry, key) === false) return false;
  return !use.isWritten || writableKey(facts.registry, key) === key;
}

function isReplaceable(use: KeyUse, facts: FileFacts): boolean {
  return use.form !== "path" && !hasTwin(use, facts);
}

interface Remedy {
  readonly registryImport: RegistryImport;
  /** The registries that the fixes of all rules import. */
  readonly imported: readonly Registry[];
  /** The uses that are fixed together with this one, which is among them; `undefined` where it takes a person. */
  readonly chain: readonly KeyUse[] | undefined;
}

/** The report on a key. */
function describe(
  use: KeyUse,
  facts: FileFacts,
  { registryImport, imported, chain }: Remedy,
): TSESLint.ReportDescriptor<MessageId> {
  const { registry } = facts;
  const access = registryImport.accessFrom(use.node, chain && imported);
  const key = use.spelt.key ?? "";
  const isUnregistered = use.form !== "path" && isRegistered(registry, key) === false;
  const member = memberOf(use, facts, access);
  const isChanged = chain !== undefined || isReplaceable(use, facts);
  const changes = (chain ?? [use]).map((each) => editKey(each, memberOf(each, facts, access), facts));
  const edits = isChanged ? registryImport.withImport(changes, access) : undefined;
  const fix = edits ? toFix(edits) : null;
  return {
    node: use.node,
    messageId: use.spelt.origin === "alias" ? "registryAlias" : isUnregistered ? "unregisteredKey" : "rawKey",
    data: { key, member, registry: registry.name, remedy: remedyFor(writtenKey(use, registry), member, registry) },
    fix: chain ? fix : null,
    suggest: !chain && fix ? [{ messageId: "useMember", data: { member }, fix }] : [],
  };
}

/** The key that is to stand in place of another. */
function writtenKey({ isWritten, spelt: { key = "" } }: KeyUse, registry: Registry): string {
  return isWritten ? writableKey(registry, key) : key;
}

/** The member that spells a key, or the list of them that spells a path. */
function memberOf(use: KeyUse, { registry }: FileFacts, { spelling }: RegistryAccess): string {
  const key = use.spelt.key ?? "";
  const spell = (each: string): string => `${spelling}.${memberFor(registry, each)}`;
  if (use.form !== "path") return spell(writtenKey(use, registry));
  return `[${key
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map(spell)
    .join(", ")}]`;
}

/** What to do about a key that is not registered: its member may be there, and spell another. */
function remedyFor(key: string, member: string, registry: Registry): string {
  const spelt = registry.keys?.get(memberFor(registry, key));
  if (spelt === undefined && ENVELOPE_KEYS.has(key)) {
    return `export ${memberFor(registry, key)} of ${DEFAULT_MODULE}/field-name in the registry, and use ${member}`;
  }
  if (spelt === undefined || spelt === key) return `correct the key, or add ${member} to the registry and use that`;
  return `use ${member} if '${spelt}' is meant, or add a member of another name to the registry`;
}

/** Reports the members of the registry that it does not have. */
function reportUnknownMembers(
  context: HandoffContext<MessageId>,
  { nodes, references, registry, sourceCode }: FileFacts,
): void {
  const { keys } = registry;
  if (keys === undefined) return;
  const unknown = nodes.members.filter((node) => {
    if (references.standingOf(node.object) !== "own") return false;
    const member = references.memberOf(node)?.member;
    return member !== undefined && !keys.has(member) && !isPrototypeName(member);
  });
  // Where the line before says so, the type checker reports the member, and is meant to.
  const expectsError = unknown.length === 0 ? [] : sourceCode.getAllComments().filter(isExpectedError);
  const excused = new Set(expectsError.map(({ loc }) => loc.end.line + 1));
  for (const node of unknown) {
    if (excused.has(node.loc.start.line)) continue;
    const member = references.memberOf(node)?.member ?? "";
    context.report({ node: node.property, messageId: "unknownMember", data: { member, registry: registry.name } });
  }
}

function isExpectedError({ value }: TSESTree.Comment): boolean {
  return value.includes("@ts-expect-error");
}
