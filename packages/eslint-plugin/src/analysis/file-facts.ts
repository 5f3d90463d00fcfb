import type { TSESLint } from "@typescript-eslint/utils";
import type { Registry } from "../registry.js";
import { registriesFrom } from "../settings.js";
import { Bindings, type SourceCode } from "./bindings.js";
import { ExternalMarks } from "./external.js";
import { collectNodes, type FileNodes } from "./file-nodes.js";
import { Handlers } from "./handlers.js";
import type { FilePlace } from "./modules.js";
import { RegistryReferences } from "./registry-references.js";
import { StaticKeys } from "./static-keys.js";

/** What is known of one file before any rule asks its questions. */
export interface FileFacts {
  readonly sourceCode: SourceCode;
  readonly place: FilePlace;
  readonly registry: Registry;
  readonly nodes: FileNodes;
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

interface Gathered {
  readonly registry: Registry;
  readonly place: FilePlace;
  readonly facts: FileFacts;
}

/** By tree: oxlint has one `sourceCode` for all files. */
const gathered = new WeakMap<SourceCode["ast"], Gathered>();

/** Gathers the facts of a file, once for all rules. Only right when a host has walked the file. */
export function gatherFileFacts(context: FileContext): FileFacts {
  const { sourceCode, filename, cwd } = context;
  const { registry } = registriesFrom(context.settings);
  const known = gathered.get(sourceCode.ast);
  // A host may lint the same tree again as another file, or with other settings.
  const isSame = known?.registry === registry && known.place.filename === filename && known.place.cwd === cwd;
  if (isSame) return known.facts;
  const place = { filename, cwd };
  const facts = gather(sourceCode, registry, place);
  gathered.set(sourceCode.ast, { registry, place, facts });
  return facts;
}

function gather(sourceCode: SourceCode, registry: Registry, place: FilePlace): FileFacts {
  const nodes = collectNodes(sourceCode);
  const bindings = new Bindings(sourceCode, nodes.calls);
  const references = new RegistryReferences(registry, bindings, place);
  return {
    sourceCode,
    place,
    registry,
    nodes,
    bindings,
    references,
    keys: new StaticKeys(bindings, references),
    marks: new ExternalMarks(sourceCode),
    handlers: new Handlers(bindings, registry, place),
  };
}
