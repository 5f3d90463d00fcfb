import type { TSESTree } from "@typescript-eslint/utils";
import type { Bindings, Variable } from "./bindings.js";
import type { RegistryReferences } from "./registry-references.js";
import { isStaticCall, keyName, memberName, type Node, stringValue, unwrap } from "./syntax.js";

/** A key whose spelling is known without running the program. */
export interface StaticKey {
  /** The key; `undefined` for a member of a registry whose values are not known. */
  readonly key: string | undefined;
  /**
   * How it is spelt: as text, as a constant bound to text, as a member of an enum or constant object of this file, or
   * as a member of the registry.
   */
  readonly origin: "text" | "constant" | "alias" | "registry";
}

/** Reads keys off expressions: literals, constants, concatenations, enums, the registry. */
export class StaticKeys {
  readonly #bindings: Bindings;
  readonly #references: RegistryReferences;

  constructor(bindings: Bindings, references: RegistryReferences) {
    this.#bindings = bindings;
    this.#references = references;
  }

  /** The key that an expression spells. */
  of(expression: Node): StaticKey | undefined {
    return this.#of(expression, 0);
  }

  /** The name of a member as it is spelt, or the key that its expression spells. */
  ofMember(node: TSESTree.MemberExpression): string | undefined {
    return node.computed ? this.of(node.property)?.key : memberName(node);
  }

  /** The key of a property of an object literal or pattern. */
  ofProperty(node: TSESTree.Property): string | undefined {
    return node.computed ? this.of(node.key)?.key : keyName(node);
  }

  #of(expression: Node, depth: number): StaticKey | undefined {
    // Longer chains of constants do not occur; a cycle of them (`const a = b, b = a`) must end.
    if (depth > 8) return undefined;
    const node = unwrap(expression);
    const text = stringValue(node);
    if (text !== undefined) return { key: text, origin: "text" };
    if (node.type === "BinaryExpression" && node.operator === "+") return this.#concatenation(node, depth);
    if (node.type !== "Identifier" && node.type !== "MemberExpression") return undefined;
    const member = this.#references.memberOf(node);
    if (member) {
      const own = node.type === "MemberExpression" ? this.#constantMember(node, depth)?.key : undefined;
      return { key: own ?? this.#references.registry.keys?.get(member.member), origin: "registry" };
    }
    if (node.type === "MemberExpression") return this.#constantMember(node, depth);
    const init = this.#bindings.constantInit(this.#bindings.variableOf(node));
    const key = init && this.#of(init, depth + 1);
    return key?.origin === "text" ? { ...key, origin: "constant" } : key;
  }

  #concatenation(node: TSESTree.BinaryExpression, depth: number): StaticKey | undefined {
    const left = this.#of(node.left, depth + 1);
    const right = left && this.#of(node.right, depth + 1);
    if (left?.key === undefined || right?.key === undefined) return undefined;
    return { key: left.key + right.key, origin: "text" };
  }

  /** `Column.SIDE` of an enum or constant object that this file declares. */
  #constantMember(node: TSESTree.MemberExpression, depth: number): StaticKey | undefined {
    const name = memberName(node);
    if (name === undefined || node.object.type !== "Identifier") return undefined;
    const variable = this.#bindings.variableOf(node.object);
    const value = variable && constantMemberValue(variable, name, this.#bindings);
    const key = value && this.#of(value, depth + 1);
    return key?.origin === "text" || key?.origin === "constant" ? { ...key, origin: "alias" } : key;
  }
}

function constantMemberValue(variable: Variable, name: string, bindings: Bindings): Node | undefined {
  const declared = variable.defs[0]?.node;
  if (declared?.type === "TSEnumDeclaration") {
    const member = declared.body.members.find((candidate) => enumMemberName(candidate) === name);
    return member?.initializer;
  }
  let init: Node | undefined = bindings.constantInit(variable);
  if (init === undefined || !isConstantObject(init, variable)) return undefined;
  init = unwrap(init);
  if (init.type === "CallExpression") init = init.arguments[0] && unwrap(init.arguments[0]);
  if (init?.type !== "ObjectExpression") return undefined;
  const property = init.properties.find((candidate) => candidate.type === "Property" && keyName(candidate) === name);
  return property?.type === "Property" ? property.value : undefined;
}

/** A table of constants: frozen, `as const`, or written in capitals and never mentioned but to read a member. */
function isConstantObject(init: Node, variable: Variable): boolean {
  if (init.type === "TSAsExpression" && init.typeAnnotation.type === "TSTypeReference") {
    const { typeName } = init.typeAnnotation;
    if (typeName.type === "Identifier" && typeName.name === "const") return true;
  }
  if (init.type === "TSSatisfiesExpression") return isConstantObject(init.expression, variable);
  if (isStaticCall(unwrap(init), "Object", "freeze")) return true;
  return variable.references.every(({ identifier, init: declares }) => {
    if (declares === true) return true;
    const use = identifier.parent;
    if (use.type !== "MemberExpression" || use.object !== identifier) return false;
    return use.parent.type !== "AssignmentExpression" || use.parent.left !== use;
  });
}

function enumMemberName(member: TSESTree.TSEnumMember): string | undefined {
  return member.id.type === "Identifier" ? member.id.name : stringValue(member.id);
}
