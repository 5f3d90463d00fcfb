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
  readonly #tables = new Map<Variable, ReadonlyMap<string, Node>>();

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
    if (variable === undefined) return undefined;
    const table = this.#tables.get(variable) ?? constantTable(variable, this.#bindings);
    this.#tables.set(variable, table);
    const value = table.get(name);
    const key = value && this.#of(value, depth + 1);
    return key?.origin === "text" || key?.origin === "constant" ? { ...key, origin: "alias" } : key;
  }
}

/** The members of an enum or of an object of constants. */
function constantTable(variable: Variable, bindings: Bindings): ReadonlyMap<string, Node> {
  const declared = variable.defs[0]?.node;
  const members: (readonly [string | undefined, Node | undefined])[] = [];
  if (declared?.type === "TSEnumDeclaration") {
    members.push(...declared.body.members.map((member) => [enumMemberName(member), member.initializer] as const));
  }
  const init = bindings.constantInit(variable);
  const object = init && isConstantObject(init, variable) ? tableLiteral(init) : undefined;
  for (const property of object?.properties ?? []) {
    if (property.type === "Property") members.push([keyName(property), property.value]);
  }
  return new Map(
    members.filter((member): member is [string, Node] => member[0] !== undefined && member[1] !== undefined),
  );
}

/** The object literal within `Object.freeze({ … })` and casts. */
function tableLiteral(init: Node): TSESTree.ObjectExpression | undefined {
  const node = unwrap(init);
  const inner = node.type === "CallExpression" ? node.arguments[0] && unwrap(node.arguments[0]) : node;
  return inner?.type === "ObjectExpression" ? inner : undefined;
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
