import type { TSESLint } from "@typescript-eslint/utils";
import { checkProject } from "./settings.js";

/** Documentation of a rule, as far as configs and docs are computed from it. */
interface RuleDocs {
  readonly description: string;
  /** Severity in the `recommended` config; in `strict` every rule is an error. */
  readonly recommended: "error" | "warn";
}

/** What a rule is given besides ESLint's context: its options, merged with the defaults. */
export interface RuleSpec<MessageId extends string, Options extends object> {
  readonly name: string;
  readonly meta: Omit<TSESLint.RuleMetaData<MessageId, RuleDocs, [Partial<Options>?]>, "docs"> & {
    readonly docs: RuleDocs;
  };
  readonly defaults: Options;
  /** Whether a text has the words without which the rule finds nothing; without an answer, every text may have them. */
  readonly concerns?: (text: string, options: Options, settings: unknown) => boolean;
  create(context: HandoffContext<MessageId>, options: Options): TSESLint.RuleListener;
}

export type HandoffContext<MessageId extends string> = Readonly<TSESLint.RuleContext<MessageId, readonly unknown[]>>;

/** A rule as hosts load it. */
export interface HandoffRule<MessageId extends string = string> {
  readonly name: string;
  readonly meta: TSESLint.RuleMetaData<MessageId, RuleDocs, readonly unknown[]> & {
    readonly docs: RuleDocs & { url: string };
  };
  readonly defaultOptions: readonly [];
  create(context: HandoffContext<MessageId>): TSESLint.RuleListener;
}

const DOCS = "https://github.com/handoff/handoff/blob/main/packages/eslint-plugin/docs/rules";

/** Makes a rule: adds the address of its documentation and merges options by hand, as ESLint 8 does not. */
export function createRule<MessageId extends string, Options extends object>(
  spec: RuleSpec<MessageId, Options>,
): HandoffRule<MessageId> {
  const { name, meta, defaults } = spec;
  return {
    name,
    meta: { ...meta, defaultOptions: [defaults], docs: { ...meta.docs, url: `${DOCS}/${name}.md` } },
    defaultOptions: [],
    create(context) {
      checkProject(context);
      const options = { ...defaults, ...(context.options[0] as Partial<Options> | undefined) };
      const { text } = context.sourceCode;
      // A name can be written with escapes, and then its text does not show it.
      const isConcerned = spec.concerns?.(text, options, context.settings) ?? true;
      return isConcerned || /\\[0-7ux]/.test(text) ? spec.create(context, options) : {};
    },
  };
}
