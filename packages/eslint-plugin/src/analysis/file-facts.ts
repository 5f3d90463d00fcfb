import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import type { Registry } from "../registry.js";
import { registryFrom } from "../settings.js";
import { Bindings, type SourceCode } from "./bindings.js";
import { ExternalMarks } from "./external.js";
import { Handlers } from "./handlers.js";
import type { FilePlace } from "./modules.js";
import { RegistryReferences } from "./registry-references.js";
import { StaticKeys } from "./static-keys.js";

/** What is known of one file before any rule asks its questions. */
export interface FileFacts {
  readonly sourceCode: SourceCode;
  readonly place: FilePlace;
  readonly registry: Registry;
  readonly bindings: Bindings;
  readonly references: RegistryReferences;
  readonly keys: StaticKeys;
  readonly marks: ExternalMarks;
  readonly handlers: Handlers;
}

/** The part of a rule's context that the analyses read. */
export type FileContext = Pick<
  TSESLint.RuleContext<string, readonly unknown[]>,
  "sourceCode" | "filename" | "cwd" | "settings"
>;

/** Gathers the facts of a file; `calls` are all its call expressions. */
export function gatherFileFacts(context: FileContext, calls: readonly TSESTree.CallExpression[]): FileFacts {
  const { sourceCode } = context;
  const place = { filename: context.filename, cwd: context.cwd };
  const registry = registryFrom(context.settings);
  const bindings = new Bindings(sourceCode, calls);
  const references = new RegistryReferences(registry, bindings, place);
  return {
    sourceCode,
    place,
    registry,
    bindings,
    references,
    keys: new StaticKeys(bindings, references),
    marks: new ExternalMarks(sourceCode),
    handlers: new Handlers(bindings, registry, place),
  };
}
