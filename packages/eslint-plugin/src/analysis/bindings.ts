import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import {
  type ClassNode,
  enclosingClass,
  type FunctionNode,
  functionName,
  isFunction,
  keyName,
  memberName,
  type Node,
  stringValue,
  unwrap,
  wrapped,
} from "./syntax.js";

export type SourceCode = Readonly<TSESLint.SourceCode>;
export type Variable = TSESLint.Scope.Variable;

/** Where an import binding comes from; `imported` is `*` for a namespace. */
export interface ImportOrigin {
  readonly module: string;
  readonly imported: string;
}

/** What names in one file stand for: scope analysis with the few questions the rules ask. */
export class Bindings {
  readonly sourceCode: SourceCode;
  #resolved: ReadonlyMap<Node, Variable> | undefined;
  readonly #constants = new Map<Variable, TSESTree.Expression | undefined>();
  readonly #methods = new Map<ClassNode, ReadonlyMap<string, FunctionNode>>();
  #unresolved: ReadonlySet<string> | undefined;
  readonly #methodCalls = new Map<ClassNode, Map<string, TSESTree.CallExpression[]>>();

  constructor(sourceCode: SourceCode, calls: readonly TSESTree.CallExpression[]) {
    this.sourceCode = sourceCode;
    for (const call of calls) this.#indexMethodCall(call);
  }

  /** The variable an identifier names, whether it reads, writes or declares it. */
  variableOf(identifier: Node): Variable | undefined {
    this.#resolved ??= resolveAll(this.sourceCode);
    return this.#resolved.get(identifier);
  }

  /** The variable that a name would reach if it were written at a place. */
  lookup(name: string, place: Node): Variable | undefined {
    let scope: TSESLint.Scope.Scope | null = this.sourceCode.getScope(place);
    while (scope) {
      const variable = scope.set.get(name);
      if (variable) return variable;
      scope = scope.upper;
    }
    return undefined;
  }

  /** Whether a file uses a name that it does not declare. */
  isUnresolved(name: string): boolean {
    this.#unresolved ??= new Set(
      this.sourceCode.scopeManager?.globalScope?.through.map(({ identifier }) => identifier.name) ?? [],
    );
    return this.#unresolved.has(name);
  }

  importOf(variable: Variable | undefined): ImportOrigin | undefined {
    const definition = variable?.defs[0];
    if (definition === undefined) return undefined;
    if (definition.node.type === "ImportSpecifier" && definition.parent?.type === "ImportDeclaration") {
      return { module: definition.parent.source.value, imported: exportedName(definition.node.imported) };
    }
    if (definition.node.type === "ImportNamespaceSpecifier" && definition.parent?.type === "ImportDeclaration") {
      return { module: definition.parent.source.value, imported: "*" };
    }
    if (definition.node.type === "ImportDefaultSpecifier" && definition.parent?.type === "ImportDeclaration") {
      return { module: definition.parent.source.value, imported: "default" };
    }
    if (definition.node.type === "TSImportEqualsDeclaration") {
      const { moduleReference } = definition.node;
      if (moduleReference.type !== "TSExternalModuleReference") return undefined;
      const module = stringValue(moduleReference.expression);
      return module === undefined ? undefined : { module, imported: "*" };
    }
    return this.#requireOf(definition);
  }

  #requireOf(definition: TSESLint.Scope.Definition): ImportOrigin | undefined {
    if (definition.node.type !== "VariableDeclarator" || !definition.node.init) return undefined;
    const module = requiredModule(definition.node.init);
    if (module === undefined) return undefined;
    if (definition.node.id.type === "Identifier") return { module, imported: "*" };
    if (definition.node.id.type !== "ObjectPattern") return undefined;
    for (const property of definition.node.id.properties) {
      if (property.type !== "Property" || property.value !== definition.name) continue;
      const imported = keyName(property);
      if (imported !== undefined) return { module, imported };
    }
    return undefined;
  }

  /** The one expression a variable ever holds: its initialiser, where nothing else is written to it. */
  constantInit(variable: Variable | undefined): TSESTree.Expression | undefined {
    if (variable === undefined) return undefined;
    if (!this.#constants.has(variable)) this.#constants.set(variable, constantInit(variable));
    return this.#constants.get(variable);
  }

  /** The function of this file that an expression names: a local function or a method of the same class. */
  functionOf(callee: Node): FunctionNode | undefined {
    const target = unwrap(callee);
    if (isFunction(target)) return target;
    if (target.type === "Identifier") {
      const variable = this.variableOf(target);
      const [definition] = variable?.defs ?? [];
      const declared = definition?.node;
      // A parameter is defined by its function as well.
      const isName = declared?.type === "FunctionDeclaration" && declared.id === definition?.name;
      if (variable?.defs.length === 1 && isName) return declared;
      const init = this.constantInit(variable);
      const held = init && unwrap(init);
      return isFunction(held) ? held : undefined;
    }
    if (target.type !== "MemberExpression" || target.object.type !== "ThisExpression") return undefined;
    const name = memberName(target);
    const owner = enclosingClass(target);
    return name === undefined || owner === undefined ? undefined : this.#methodsOf(owner).get(name);
  }

  #methodsOf(owner: ClassNode): ReadonlyMap<string, FunctionNode> {
    const known = this.#methods.get(owner);
    if (known) return known;
    const methods = methodsOf(owner);
    this.#methods.set(owner, methods);
    return methods;
  }

  /** Every call of a function in this file, through its name or `this`. */
  callsOf(fn: FunctionNode): readonly TSESTree.CallExpression[] {
    const holder = wrapped(fn).parent;
    if (holder?.type === "MethodDefinition" || holder?.type === "PropertyDefinition") {
      const name = keyName(holder);
      const calls = name === undefined ? undefined : this.#methodCalls.get(holder.parent.parent)?.get(name);
      return calls ?? [];
    }
    return this.referencesOf(fn).flatMap(({ parent }) =>
      parent?.type === "CallExpression" && this.functionOf(parent.callee) === fn ? [parent] : [],
    );
  }

  /** Every mention of a function's name. */
  referencesOf(fn: FunctionNode): readonly Node[] {
    const named = functionName(fn);
    const variable = named && this.variableOf(named.node);
    return (variable?.references ?? []).filter((reference) => reference.isRead()).map(({ identifier }) => identifier);
  }

  #indexMethodCall(call: TSESTree.CallExpression): void {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression") return;
    const name = memberName(callee);
    const owner = enclosingClass(call);
    if (name === undefined || owner === undefined) return;
    const ofClass = this.#methodCalls.get(owner) ?? new Map<string, TSESTree.CallExpression[]>();
    this.#methodCalls.set(owner, ofClass);
    const ofMethod = ofClass.get(name);
    if (ofMethod) ofMethod.push(call);
    else ofClass.set(name, [call]);
  }
}

function resolveAll({ scopeManager }: SourceCode): ReadonlyMap<Node, Variable> {
  const resolved = new Map<Node, Variable>();
  for (const scope of scopeManager?.scopes ?? []) {
    for (const reference of scope.references) {
      if (reference.resolved) resolved.set(reference.identifier, reference.resolved);
    }
    for (const variable of scope.variables) {
      for (const identifier of variable.identifiers) resolved.set(identifier, variable);
    }
  }
  return resolved;
}

/** The module of a `require("…")` call. */
export function requiredModule(node: Node): string | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return undefined;
  return node.callee.name === "require" && node.arguments.length === 1 ? stringValue(node.arguments[0]) : undefined;
}

/** The functions behind the members of a class; of several by one name the first. */
function methodsOf(owner: ClassNode): ReadonlyMap<string, FunctionNode> {
  const methods = new Map<string, FunctionNode>();
  for (const member of owner.body.body) {
    if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") continue;
    // What a getter returns is called, not the getter.
    if (member.type === "MethodDefinition" && member.kind !== "method") continue;
    const name = keyName(member);
    const value = member.value && unwrap(member.value);
    if (name !== undefined && isFunction(value) && !methods.has(name)) methods.set(name, value);
  }
  return methods;
}

function exportedName(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === "Identifier" ? node.name : node.value;
}

function constantInit(variable: Variable): TSESTree.Expression | undefined {
  const [definition, ...others] = variable.defs;
  if (definition?.node.type !== "VariableDeclarator" || others.length > 0) return undefined;
  if (definition.node.id.type !== "Identifier" || !definition.node.init) return undefined;
  const isRewritten = variable.references.some((reference) => reference.isWrite() && reference.init !== true);
  return isRewritten ? undefined : definition.node.init;
}
