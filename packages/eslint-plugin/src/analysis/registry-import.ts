import type { TSESTree } from "@typescript-eslint/utils";
import type { Registry } from "../registry.js";
import type { ImportOrigin, Variable } from "./bindings.js";
import type { FileFacts } from "./file-facts.js";
import { importEdits, namespaceFor, typeOnlySpecifier, type WantedImport } from "./import-edits.js";
import { exportsMembers, isRegistryModule } from "./modules.js";
import type { Node } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";

/** How a place in a file can spell the registry, and what must change at the top of the file for it. */
export interface RegistryAccess {
  /** The registry as it is spelt there: `FieldName`, `F`, `contracts.FieldName`. */
  readonly spelling: string;
  /** The changes that make the import, if one is needed. */
  readonly edits: readonly TextEdit[];
  /** Whether the name would have meant something else there, so that another one was chosen. */
  readonly renamed: boolean;
}

/**
 * Plans how the places of a file reach the registry as a value: through a binding that is there, by turning a type-only
 * import into one of values, by extending an import, or with a new one.
 */
export class RegistryImport {
  readonly #facts: FileFacts;
  readonly #companions = new Map<readonly Registry[], readonly WantedImport[]>();
  #top: TopOfFile | undefined;
  readonly #edits = new Map<readonly Registry[], Map<string, readonly TextEdit[]>>();
  readonly #budget: ImportBudget;
  #freeName: string | undefined;

  constructor(facts: FileFacts) {
    this.#facts = facts;
    this.#budget = new ImportBudget(facts.sourceCode.text.length);
  }

  /** How a place in the file can spell the registry; where that takes an import, it imports `others` as well. */
  accessFrom(place: Node, others: readonly Registry[] = NONE): RegistryAccess {
    const { bindings, registry } = this.#facts;
    this.#top ??= topOf(this.#facts);
    const { typeOnly, namespace } = this.#top;
    const bound = this.#top.bound.find(({ variable }) => bindings.lookup(variable.name, place) === variable);
    if (bound) return { spelling: bound.spelling, edits: [], renamed: false };
    if (typeOnly && bindings.lookup(typeOnly.local.name, place)?.defs[0]?.node === typeOnly) {
      return this.#imported(typeOnly.local.name, others);
    }
    if (namespace !== undefined) {
      const { edits } = this.#imported(registry.name, others);
      return {
        spelling: namespace === registry.name ? namespace : `${namespace}.${registry.name}`,
        edits,
        renamed: false,
      };
    }
    if (typeOnly === undefined && bindings.lookup(registry.name, place) === undefined) {
      return this.#imported(registry.name, others);
    }
    this.#freeName ??= freeName(this.#facts);
    return { ...this.#imported(this.#freeName, NONE), renamed: true };
  }

  /** Of all places that import alike, the edits are the same. */
  #imported(local: string, others: readonly Registry[]): RegistryAccess {
    const { registry } = this.#facts;
    const byName = this.#edits.get(others) ?? new Map<string, readonly TextEdit[]>();
    this.#edits.set(others, byName);
    const edits = byName.get(local) ?? importEdits(this.#facts, [{ registry, local }, ...this.#unbound(others)]);
    byName.set(local, edits);
    return { spelling: local, edits, renamed: false };
  }

  /**
   * The changes of a fix, together with the import that they need; nothing where so many fixes carry the import already
   * that this one can wait until it is there.
   */
  withImport(changes: readonly TextEdit[], { edits }: RegistryAccess): readonly TextEdit[] | undefined {
    if (edits.length === 0) return changes;
    const all = [...changes, ...edits];
    const length = Math.max(...all.map(({ range }) => range[1])) - Math.min(...all.map(({ range }) => range[0]));
    return this.#budget.affords(length) ? all : undefined;
  }

  /** Those of other registries that nothing binds yet, and whose name is free. */
  #unbound(others: readonly Registry[]): readonly WantedImport[] {
    const known = this.#companions.get(others);
    if (known) return known;
    const unbound = others
      .filter((registry) => registry.name !== this.#facts.registry.name)
      .filter((registry) => boundIn({ ...this.#facts, registry }).length === 0 && isFree(this.#facts, registry))
      .map((registry) => ({ registry, local: registry.name }));
    this.#companions.set(others, unbound);
    return unbound;
  }
}

const NONE: readonly Registry[] = [];

/**
 * Decides which fixes of a file carry the import. A host makes one text of each fix, from the import to the key, so
 * that of a file with a fix on every line they would be as long as the square of the file. As many are made as come to
 * a hundred times the file's length, and then ever fewer: should all of those be switched off by comments, one of the
 * rest still brings the import.
 */
class ImportBudget {
  #left: number;
  #asked = 0;
  #carried = 0;

  constructor(length: number) {
    this.#left = 100 * length;
  }

  affords(length: number): boolean {
    this.#asked += 1;
    if (length > this.#left && this.#asked < 1.1 * this.#carried) return false;
    this.#left -= length;
    this.#carried = this.#asked;
    return true;
  }
}

/** What the top of a file says of the registry, for all places of the file. */
interface TopOfFile {
  /** The bindings that are, or hold, the registry, and how they spell it. */
  readonly bound: readonly BoundRegistry[];
  readonly typeOnly: TSESTree.ImportSpecifier | undefined;
  readonly namespace: string | undefined;
}

function topOf(facts: FileFacts): TopOfFile {
  return {
    bound: boundIn(facts),
    typeOnly: typeOnlySpecifier(facts, facts.registry),
    namespace: namespaceFor(facts, facts.registry),
  };
}

interface BoundRegistry {
  readonly variable: Variable;
  readonly spelling: string;
}

function boundIn(facts: FileFacts): readonly BoundRegistry[] {
  return (facts.sourceCode.scopeManager?.scopes ?? [])
    .filter((scope) => scope.block.type === "Program")
    .flatMap((scope) => scope.variables)
    .flatMap((variable) => {
      const spelling = spellingBy(facts, variable);
      return spelling === undefined ? [] : [{ variable, spelling }];
    });
}

/** Whether the top of the file can bind the registry's name: nothing does, or only its type. */
function isFree(facts: FileFacts, registry: Registry): boolean {
  const { ast } = facts.sourceCode;
  const variable = facts.bindings.lookup(registry.name, ast.body[0] ?? ast);
  return variable === undefined || variable.defs[0]?.node === typeOnlySpecifier(facts, registry);
}

function spellingBy(facts: FileFacts, variable: Variable): string | undefined {
  const origin = facts.bindings.importOf(variable);
  if (origin === undefined || isTypeOnly(variable) || !isRegistryModule(facts.registry, origin.module, facts.place)) {
    return undefined;
  }
  if (origin.imported === facts.registry.name) return variable.name;
  if (origin.imported !== "*") return undefined;
  return isNamespaceOfMembers(facts, origin, variable) ? variable.name : `${variable.name}.${facts.registry.name}`;
}

function isNamespaceOfMembers({ registry }: FileFacts, { module }: ImportOrigin, variable: Variable): boolean {
  return exportsMembers(registry, module) || variable.name === registry.name;
}

function isTypeOnly(variable: Variable): boolean {
  const definition = variable.defs[0];
  if (definition?.parent?.type === "ImportDeclaration" && definition.parent.importKind === "type") return true;
  const node = definition?.node;
  return (node?.type === "ImportSpecifier" || node?.type === "TSImportEqualsDeclaration") && node.importKind === "type";
}

/** A name for the registry that means nothing yet, wherever in the file. */
function freeName({ registry, sourceCode }: FileFacts): string {
  let name = `Handoff${registry.name}`;
  while (sourceCode.text.includes(name)) name += "_";
  return name;
}
