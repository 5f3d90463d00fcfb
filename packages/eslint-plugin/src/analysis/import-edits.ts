import type { TSESTree } from "@typescript-eslint/utils";
import { DEFAULT_MODULE, type Registry } from "../registry.js";
import { requiredModule, type SourceCode } from "./bindings.js";
import type { FileFacts } from "./file-facts.js";
import { importPosition, importStyle, isCommonJs, isTypedCommonJs } from "./import-position.js";
import { exportsMembers, isConfiguredModule, isPackage, isRegistryModule, specifierFrom } from "./modules.js";
import type { TextEdit } from "./text-edits.js";
import type { Node } from "./syntax.js";

/** A registry that a file is to import as a value, and the name that it gives it. */
export interface WantedImport {
  readonly registry: Registry;
  readonly local: string;
}

/** The edits that import registries as values; those that go to one place are one edit. */
export function importEdits(facts: FileFacts, wanted: readonly WantedImport[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const added = new Map<boolean, string[]>();
  for (const [module, group] of groupedBy(wanted, moduleOf)) {
    const changed = valueEdits(facts, group) ?? extendEdit(facts, group);
    if (changed) edits.push(...changed);
    else for (const statement of newImports(facts, group)) push(added, isPackage(module), statement);
  }
  for (const [ofPackages, statements] of added) {
    edits.push(importPosition(facts.sourceCode, { text: statements.join("\n"), ofPackages }));
  }
  return edits;
}

/** The import of a registry that binds it as a type only. */
export function typeOnlySpecifier(
  { sourceCode, place }: FileFacts,
  registry: Registry,
): TSESTree.ImportSpecifier | undefined {
  for (const declaration of importsOf(sourceCode)) {
    if (!isRegistryModule(registry, declaration.source.value, place)) continue;
    for (const specifier of declaration.specifiers) {
      if (specifier.type !== "ImportSpecifier" || specifierName(specifier) !== registry.name) continue;
      if (declaration.importKind === "type" || specifier.importKind === "type") return specifier;
    }
  }
  return undefined;
}

/**
 * The namespace that a new import of the registry binds in CommonJS that TypeScript compiles: what is taken from a
 * plain `require` is `any` there, and an `any` indexes no typed payload.
 */
export function namespaceFor(facts: FileFacts, registry: Registry): string | undefined {
  if (!isTypedCommonJs(facts)) return undefined;
  const module = moduleOf({ registry });
  if (exportsMembers(registry, module)) return registry.name;
  const base = module.slice(module.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]sx?$/, "");
  const words = base.split(/[^\p{ID_Continue}]+/u).filter(Boolean);
  let name = words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
  while (isMentioned(name, facts.sourceCode)) name += "_";
  return name;
}

function isMentioned(name: string, { scopeManager }: SourceCode): boolean {
  return (scopeManager?.scopes ?? []).some(
    (scope) => scope.set.has(name) || scope.through.some(({ identifier }) => identifier.name === name),
  );
}

/** Turns type-only specifiers into ones of values; their neighbours stay types. */
function valueEdits(facts: FileFacts, wanted: readonly WantedImport[]): readonly TextEdit[] | undefined {
  const specifiers = new Set(wanted.flatMap(({ registry }) => typeOnlySpecifier(facts, registry) ?? []));
  const declarations = new Set([...specifiers].map(({ parent }) => parent as TSESTree.ImportDeclaration));
  const [first] = declarations;
  if (first === undefined) return undefined;
  const edits = [...declarations].flatMap((declaration) => withoutType(declaration, specifiers, facts.sourceCode));
  const others = wanted.filter(({ registry }) => typeOnlySpecifier(facts, registry) === undefined);
  const last = first.specifiers.at(-1);
  return others.length === 0 || last === undefined ? edits : [...edits, appended(last, listOf(others, " as "), facts)];
}

function withoutType(
  declaration: TSESTree.ImportDeclaration,
  values: ReadonlySet<TSESTree.ImportSpecifier>,
  sourceCode: SourceCode,
): readonly TextEdit[] {
  const isTyped = declaration.importKind === "type";
  const [keyword, type] = sourceCode.getFirstTokens(declaration, 2);
  const edits = isTyped && keyword && type ? [{ range: [keyword.range[1], type.range[1]] as const, text: "" }] : [];
  for (const specifier of declaration.specifiers) {
    if (specifier.type !== "ImportSpecifier") continue;
    const [start] = specifier.range;
    if (isTyped && !values.has(specifier)) edits.push({ range: [start, start], text: "type " });
    if (!isTyped && values.has(specifier)) edits.push({ range: [start, specifier.imported.range[0]], text: "" });
  }
  return edits;
}

/** Adds registries to an import of values, or to a destructured `require`, of their module. */
function extendEdit(facts: FileFacts, wanted: readonly WantedImport[]): readonly TextEdit[] | undefined {
  const { sourceCode, place } = facts;
  const registry = wanted[0]?.registry;
  if (registry === undefined) return undefined;
  for (const declaration of importsOf(sourceCode)) {
    const module = declaration.source.value;
    // A relative module of the same base name may be the registry's, but only one that is certain can be extended.
    if (declaration.importKind === "type" || !isConfiguredModule(registry, module, place)) continue;
    if (exportsMembers(registry, module)) continue;
    const last = declaration.specifiers.filter((specifier) => specifier.type === "ImportSpecifier").at(-1);
    if (last) return [appended(last, listOf(wanted, " as "), facts)];
    const only = declaration.specifiers.length === 1 ? declaration.specifiers[0] : undefined;
    if (only?.type !== "ImportDefaultSpecifier") continue;
    return [{ range: [only.range[1], only.range[1]], text: `, { ${listOf(wanted, " as ")} }` }];
  }
  for (const statement of sourceCode.ast.body) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      const module = init ? requiredModule(init) : undefined;
      if (module === undefined || id.type !== "ObjectPattern" || !isConfiguredModule(registry, module, place)) continue;
      const last = id.properties.at(-1);
      if (last?.type === "Property") return [appended(last, listOf(wanted, ": "), facts)];
    }
  }
  return undefined;
}

/** Puts names behind the last of a list, on a line of their own where the last has one. */
function appended(last: Node, names: string, { sourceCode }: FileFacts): TextEdit {
  const line = sourceCode.lines[last.loc.start.line - 1] ?? "";
  const indent = line.slice(0, last.loc.start.column);
  const separator = last.loc.start.line > 1 && /^\s+$/.test(indent) ? `,\n${indent}` : ", ";
  return { range: [last.range[1], last.range[1]], text: separator + names };
}

/** The statements that import registries of one module. */
function newImports(facts: FileFacts, wanted: readonly WantedImport[]): readonly string[] {
  const { sourceCode, place } = facts;
  const { quote, semicolon } = importStyle(sourceCode);
  const [first] = wanted;
  if (first === undefined) return [];
  const specifier = specifierFrom(moduleOf(first), place);
  const source = `${quote}${specifier}${quote}`;
  const namespace = namespaceFor(facts, first.registry);
  if (namespace !== undefined) return [`import ${namespace} = require(${source})${semicolon}`];
  const [members, named] = [true, false].map((isMembers) =>
    wanted.filter(({ registry }) => exportsMembers(registry, specifier) === isMembers),
  ) as [WantedImport[], WantedImport[]];
  const isRequired = isCommonJs(facts);
  const bindings = members.map(({ local }) => (isRequired ? local : `* as ${local}`));
  if (named.length > 0) bindings.push(`{ ${listOf(named, isRequired ? ": " : " as ")} }`);
  return bindings.map((binding) =>
    isRequired ? `const ${binding} = require(${source})${semicolon}` : `import ${binding} from ${source}${semicolon}`,
  );
}

function listOf(wanted: readonly WantedImport[], renames: string): string {
  return wanted
    .map(({ registry: { name }, local }) => (name === local ? name : `${name}${renames}${local}`))
    .sort()
    .join(", ");
}

function moduleOf({ registry }: Pick<WantedImport, "registry">): string {
  return registry.modules[0] ?? DEFAULT_MODULE;
}

function importsOf(sourceCode: SourceCode): readonly TSESTree.ImportDeclaration[] {
  return sourceCode.ast.body.filter((statement) => statement.type === "ImportDeclaration");
}

function specifierName(specifier: TSESTree.ImportSpecifier): string {
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) push(groups, keyOf(item), item);
  return groups;
}

function push<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}
