import type { TSESTree } from "@typescript-eslint/utils";

export type Node = TSESTree.Node;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** Whether what a visitor key holds is a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === "FunctionDeclaration" ||
    node?.type === "FunctionExpression" ||
    node?.type === "ArrowFunctionExpression"
  );
}

function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === "ClassDeclaration" || node?.type === "ClassExpression";
}

/** The expression below casts, `!`, `await` and the wrapper of an optional chain. */
export function unwrap(node: Node): Node {
  let current = node;
  for (;;) {
    switch (current.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "TSNonNullExpression":
      case "ChainExpression":
        current = current.expression;
        break;
      case "AwaitExpression":
        current = current.argument;
        break;
      default:
        return current;
    }
  }
}

/** The outermost wrapper of an expression: the inverse of {@link unwrap}. */
export function wrapped(node: Node): Node {
  let current = node;
  while (current.parent !== undefined && current.parent !== null && unwrap(current.parent) === unwrap(node)) {
    current = current.parent;
  }
  return current;
}

/** The text of a string literal or of a template without expressions. */
export function stringValue(node: Node | null | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** Name of a member that is spelt out: `a.b`, `a["b"]`, `a.#b` (with its hash). */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  if (node.property.type === "PrivateIdentifier") return `#${node.property.name}`;
  if (node.computed) return stringValue(node.property);
  return node.property.type === "Identifier" ? node.property.name : undefined;
}

/** Name of a property or class member that is spelt out. */
export function keyName(node: { readonly key: Node; readonly computed: boolean }): string | undefined {
  if (node.key.type === "PrivateIdentifier") return `#${node.key.name}`;
  if (!node.computed && node.key.type === "Identifier") return node.key.name;
  return stringValue(node.key);
}

/** Last name of what a call calls: `publish` in `this.redis.publish(…)`. */
export function calleeName(call: TSESTree.CallExpression): string | undefined {
  const callee = unwrap(call.callee);
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" ? memberName(callee) : undefined;
}

/** The object a method is called on. */
export function receiverOf(call: TSESTree.CallExpression): Node | undefined {
  const callee = unwrap(call.callee);
  return callee.type === "MemberExpression" ? callee.object : undefined;
}

/** Whether a call is `Object.freeze(…)`-like: a member of a global spelt out. */
export function isStaticCall(node: Node, object: string, method: string | readonly string[]): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return false;
  const name = memberName(callee);
  const named = typeof method === "string" ? name === method : name !== undefined && method.includes(name);
  return named && callee.object.type === "Identifier" && callee.object.name === object;
}

/** Leftmost expression of a chain of members and calls: `a` in `a.b().c`. */
export function rootOf(node: Node): Node {
  let current = unwrap(node);
  for (;;) {
    if (current.type === "MemberExpression") current = unwrap(current.object);
    else if (current.type === "CallExpression") current = unwrap(current.callee);
    else return current;
  }
}

export function enclosingFunction(node: Node): FunctionNode | undefined {
  let current = node.parent;
  while (current !== undefined && current !== null && !isFunction(current)) current = current.parent;
  return current ?? undefined;
}

/** The class whose `this` a node sees. */
export function enclosingClass(node: Node): ClassNode | undefined {
  let current = node.parent;
  while (current !== undefined && current !== null) {
    if (isClass(current)) return current;
    if (
      (current.type === "FunctionExpression" || current.type === "FunctionDeclaration") &&
      current.parent.type !== "MethodDefinition"
    ) {
      return undefined;
    }
    current = current.parent;
  }
  return undefined;
}

/** The name a function goes by: its own, or that of the variable, property or class member that holds it. */
export function functionName(node: FunctionNode): { readonly name: string; readonly node: Node } | undefined {
  if (node.id) return { name: node.id.name, node: node.id };
  const holder = wrapped(node).parent;
  if (holder?.type === "VariableDeclarator" && holder.id.type === "Identifier") {
    return { name: holder.id.name, node: holder.id };
  }
  if (holder?.type === "MethodDefinition" || holder?.type === "PropertyDefinition" || holder?.type === "Property") {
    const name = keyName(holder);
    return name === undefined ? undefined : { name, node: holder.key };
  }
  return undefined;
}

/** The parameter's pattern: without its default and without the modifiers of a parameter property. */
export function parameterPattern(parameter: TSESTree.Parameter): Node {
  const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
  return inner.type === "AssignmentPattern" ? inner.left : inner;
}

/** What a parameter holds where the caller hands over nothing. */
export function defaultOf(fn: FunctionNode, index: number): Node | undefined {
  const parameter = fn.params[index];
  return parameter?.type === "AssignmentPattern" ? parameter.right : undefined;
}

/** The annotation of a binding or of a class field. */
export function annotationOf(node: Node): TSESTree.TypeNode | undefined {
  switch (node.type) {
    case "Identifier":
    case "ObjectPattern":
    case "ArrayPattern":
    case "RestElement":
    case "PropertyDefinition":
      return node.typeAnnotation?.typeAnnotation;
    default:
      return undefined;
  }
}

type Field = TSESTree.PropertyDefinition | TSESTree.Identifier;

const fields = new WeakMap<ClassNode, ReadonlyMap<string, Field>>();

/** The declaration of a class field, or the constructor parameter that makes one. */
export function findField(owner: ClassNode | undefined, name: string): Field | undefined {
  if (owner === undefined) return undefined;
  const known = fields.get(owner) ?? fieldsOf(owner);
  fields.set(owner, known);
  return known.get(name);
}

function fieldsOf(owner: ClassNode): ReadonlyMap<string, Field> {
  const found = new Map<string, Field>();
  const add = (name: string | undefined, field: Field): void => {
    if (name !== undefined && !found.has(name)) found.set(name, field);
  };
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition") add(keyName(member), member);
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    for (const parameter of member.value.params) {
      if (parameter.type !== "TSParameterProperty") continue;
      const inner = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter;
      if (inner.type === "Identifier") add(inner.name, inner);
    }
  }
  return found;
}

/** Every expression that a function returns. */
export function returnedExpressions(fn: FunctionNode): readonly TSESTree.Expression[] {
  if (fn.body.type !== "BlockStatement") return [fn.body];
  const found: TSESTree.Expression[] = [];
  const pending: Node[] = [...fn.body.body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "ReturnStatement" && node.argument) found.push(node.argument);
    pending.push(...childStatements(node));
  }
  return found;
}

/** The statements directly within a statement, those of functions inside it left out. */
function childStatements(node: Node): readonly Node[] {
  switch (node.type) {
    case "BlockStatement":
      return node.body;
    case "IfStatement":
      return node.alternate ? [node.consequent, node.alternate] : [node.consequent];
    case "TryStatement":
      return [node.block, ...(node.handler ? [node.handler.body] : []), ...(node.finalizer ? [node.finalizer] : [])];
    case "SwitchStatement":
      return node.cases.flatMap((branch) => branch.consequent);
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
    case "WithStatement":
      return [node.body];
    default:
      return [];
  }
}

/** Whether a block may end before its end. */
export function leavesEarly(block: TSESTree.BlockStatement): boolean {
  const pending: Node[] = [...block.body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (/^(?:Return|Break|Continue)Statement$/.test(node.type)) return true;
    pending.push(...childStatements(node));
  }
  return false;
}
