import type { TSESTree } from "@typescript-eslint/utils";
import { type ImportOrigin, requiredModule, type SourceCode, type Variable } from "./bindings.js";
import { DEFAULT_MODULE } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import { exportsMembers, isConfiguredModule, isRegistryModule, specifierFrom } from "./modules.js";
import { importPosition, importStyle, isCommonJs } from "./import-position.js";
import type { Node } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";

/** How a place in a file can spell the registry, and what must change at the top of the file for it. */
export interface RegistryAccess {
  /** The registry as it is spelt there: `FieldName`, `F`, `contracts.FieldName`. */
  readonly spelling: string;
  /** The change that makes the import, if one is needed. */
  readonly edit?: TextEdit;
  /** Whether the name would have meant something else there, so that another one was chosen. */
  readonly renamed: boolean;
}

/**
 * Plans how the places of a file reach the registry as a value: through a binding that is there, by turning a type-only
 * import into one of values, by extending an import, or with a new one.
 */
export class RegistryImport {
  readonly #facts: FileFacts;
  /** Other exports of the module that fixes of the file need and that nothing binds yet. */
  readonly #companions: readonly string[];
  /** The bindings at the top of the file that are, or hold, the registry, and how they spell it. */
  readonly #bound: readonly { readonly variable: Variable; readonly spelling: string }[];

  /**
   * `companions` are imported along: fixes that each add an import to the same place exclude one another, and a host
   * that makes one pass a run would need a run more for each.
   */
  constructor(facts: FileFacts, companions: readonly string[] = []) {
    this.#facts = facts;
    const { ast } = facts.sourceCode;
    this.#companions = companions.filter((name) => facts.bindings.lookup(name, ast.body[0] ?? ast) === undefined);
    this.#bound = (facts.sourceCode.scopeManager?.scopes ?? [])
      .filter((scope) => scope.block.type === "Program")
      .flatMap((scope) => scope.variables)
      .flatMap((variable) => {
        const spelling = spellingBy(facts, variable);
        return spelling === undefined ? [] : [{ variable, spelling }];
      });
  }

  /** How a place in the file can spell the registry. */
  accessFrom(place: Node): RegistryAccess {
    const { bindings, registry, sourceCode } = this.#facts;
    const bound = this.#bound.find(({ variable }) => bindings.lookup(variable.name, place) === variable);
    if (bound) return { spelling: bound.spelling, renamed: false };
    const typeOnly = typeOnlySpecifier(this.#facts);
    if (typeOnly && bindings.lookup(typeOnly.local.name, place)?.defs[0]?.node === typeOnly) {
      return { spelling: typeOnly.local.name, edit: valueEdit(typeOnly, sourceCode), renamed: false };
    }
    const isTaken = typeOnly !== undefined || bindings.lookup(registry.name, place) !== undefined;
    const local = isTaken ? freeName(this.#facts, place) : registry.name;
    const names = [{ name: registry.name, local }, ...this.#companions.map((name) => ({ name, local: name }))];
    const edit = extendEdit(this.#facts, names) ?? newImport(this.#facts, names);
    return { spelling: local, edit, renamed: isTaken };
  }
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
  return definition?.node.type === "ImportSpecifier" && definition.node.importKind === "type";
}

function typeOnlySpecifier({ sourceCode, registry, place }: FileFacts): TSESTree.ImportSpecifier | undefined {
  for (const declaration of importsOf(sourceCode)) {
    if (!isRegistryModule(registry, declaration.source.value, place)) continue;
    for (const specifier of declaration.specifiers) {
      if (specifier.type !== "ImportSpecifier" || specifierName(specifier) !== registry.name) continue;
      if (declaration.importKind === "type" || specifier.importKind === "type") return specifier;
    }
  }
  return undefined;
}

/** Turns a type-only specifier into one of values; its neighbours stay types. */
function valueEdit(specifier: TSESTree.ImportSpecifier, sourceCode: SourceCode): TextEdit {
  const declaration = specifier.parent as TSESTree.ImportDeclaration;
  if (specifier.importKind === "type" && declaration.importKind !== "type") {
    return { range: [specifier.range[0], specifier.imported.range[0]], text: "" };
  }
  const specifiers = declaration.specifiers.map((each) => {
    const text = sourceCode.getText(each);
    return each === specifier ? text : `type ${text}`;
  });
  return {
    range: [declaration.range[0], declaration.source.range[0]],
    text: `import { ${specifiers.join(", ")} } from `,
  };
}

/** Adds the registry to an import of values, or to a destructured `require`, of its module. */
function extendEdit(facts: FileFacts, names: readonly ImportedName[]): TextEdit | undefined {
  const { registry, sourceCode, place } = facts;
  for (const declaration of importsOf(sourceCode)) {
    const module = declaration.source.value;
    // A relative module of the same base name may be the registry's, but only one that is certain can be extended.
    if (declaration.importKind === "type" || !isConfiguredModule(registry, module, place)) continue;
    if (exportsMembers(registry, module)) continue;
    const named = declaration.specifiers.filter((specifier) => specifier.type === "ImportSpecifier");
    const text = listOf(names, " as ");
    const last = named.at(-1);
    if (last) return { range: [last.range[1], last.range[1]], text: `, ${text}` };
    const only = declaration.specifiers.length === 1 ? declaration.specifiers[0] : undefined;
    if (only?.type === "ImportDefaultSpecifier")
      return { range: [only.range[1], only.range[1]], text: `, { ${text} }` };
  }
  return extendRequire(facts, names);
}

function extendRequire(
  { sourceCode, registry, place }: FileFacts,
  names: readonly ImportedName[],
): TextEdit | undefined {
  const text = listOf(names, ": ");
  for (const statement of sourceCode.ast.body) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      const module = init ? requiredModule(init) : undefined;
      if (module === undefined || id.type !== "ObjectPattern" || !isConfiguredModule(registry, module, place)) continue;
      const last = id.properties.at(-1);
      if (last?.type === "Property") return { range: [last.range[1], last.range[1]], text: `, ${text}` };
    }
  }
  return undefined;
}

function newImport(facts: FileFacts, names: readonly ImportedName[]): TextEdit {
  const { registry, sourceCode, place } = facts;
  const specifier = specifierFrom(registry.modules[0] ?? DEFAULT_MODULE, place);
  const { quote, semicolon } = importStyle(sourceCode);
  const source = `${quote}${specifier}${quote}`;
  const isMembers = exportsMembers(registry, specifier);
  const local = names[0]?.local ?? registry.name;
  if (isCommonJs(facts)) {
    const binding = isMembers ? local : `{ ${listOf(names, ": ")} }`;
    return importPosition(sourceCode, `const ${binding} = require(${source})${semicolon}`);
  }
  const binding = isMembers ? `* as ${local}` : `{ ${listOf(names, " as ")} }`;
  return importPosition(sourceCode, `import ${binding} from ${source}${semicolon}`);
}

/** An export and the name that the file gives it; the registry is the first of a list. */
interface ImportedName {
  readonly name: string;
  readonly local: string;
}

function listOf(names: readonly ImportedName[], renames: string): string {
  return names.map(({ name, local }) => (name === local ? name : `${name}${renames}${local}`)).join(", ");
}

/** A name for the registry that means nothing yet, neither at the place nor at the top of the file. */
function freeName({ registry, sourceCode, bindings }: FileFacts, place: Node): string {
  for (let attempt = `Handoff${registry.name}`; ; attempt += "_") {
    if (bindings.lookup(attempt, place) === undefined && !sourceCode.text.includes(attempt)) return attempt;
  }
}

function importsOf(sourceCode: SourceCode): readonly TSESTree.ImportDeclaration[] {
  return sourceCode.ast.body.filter((statement) => statement.type === "ImportDeclaration");
}

function specifierName(specifier: TSESTree.ImportSpecifier): string {
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}
