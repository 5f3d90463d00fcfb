import type { TSESTree } from "@typescript-eslint/utils";
import { DEFAULT_MODULE, isRegistered, type Registry } from "../registry.js";
import type { Bindings, Variable } from "./bindings.js";
import type { ExternalMarks } from "./external.js";
import type { FileFacts } from "./file-facts.js";
import type { Handlers } from "./handlers.js";
import type { PayloadOptions } from "./payload-options.js";
import { keyName, type Node } from "./syntax.js";

/**
 * What an annotation says of a value: one payload, a list of them, nothing (`unknown`, `Record<string, …>`), that it is
 * an array but not of what (`unknown[]`, the `[string, string[]][]` of a stream's entries), that it is text, which may be
 * a payload before it is parsed, or that it is something else.
 */
export type TypeVerdict = "record" | "list" | "neutral" | "array" | "text" | "foreign";

const SAME_OBJECT = new Set(["Partial", "Readonly", "Required", "NonNullable", "Promise", "Awaited", "Pick", "Omit"]);
/** What database drivers call a row of which they know nothing. */
const ANY_ROW = new Set(["RowDataPacket", "QueryResultRow"]);
const BYTES = new Set(["Buffer", "Uint8Array"]);
const LISTS = new Set(["Array", "ReadonlyArray", "Iterable", "AsyncIterable", "Set", "ReadonlySet"]);
const CONTRACT_TYPE =
  /(?:Event|Payload|Row)$|^(?:TradingSignal|TradingDecision|TradeExecution|Grade|AgentResult)(?:Data)?$|^(?:Event|Input|Draft|Data)Of$/;
/** Too common a name elsewhere (routers, tokens, stores) to count when another library exports it. */
const AMBIGUOUS_TYPE = "Payload";

/** Whether a type says what a value is made of, but not whose it is. */
export function isPartial(verdict: TypeVerdict): verdict is "array" | "text" {
  return verdict === "array" || verdict === "text";
}

/** Judges type annotations, by name and without type information. */
export class PayloadTypes {
  readonly #bindings: Bindings;
  readonly #marks: ExternalMarks;
  readonly #contractModules: ReadonlySet<string>;
  readonly #registry: Registry;
  readonly #handlers: Handlers;
  readonly #payloadTypes: ReadonlySet<string>;
  readonly #externalTypes: ReadonlySet<string>;
  readonly #members = new Map<TSESTree.TypeNode, ReadonlyMap<string, TSESTree.TypeNode>>();

  constructor(facts: Pick<FileFacts, "bindings" | "marks" | "registry" | "handlers">, options: PayloadOptions) {
    this.#bindings = facts.bindings;
    this.#marks = facts.marks;
    this.#contractModules = new Set([DEFAULT_MODULE, ...facts.registry.modules]);
    this.#registry = facts.registry;
    this.#handlers = facts.handlers;
    this.#payloadTypes = new Set(options.payloadTypes);
    this.#externalTypes = new Set(options.externalTypes);
  }

  /** What a type says of the values it describes. */
  verdictOf(type: TSESTree.TypeNode): TypeVerdict {
    return this.#verdict(type, 0);
  }

  #verdict(type: TSESTree.TypeNode, aliases: number): TypeVerdict {
    switch (type.type) {
      case "TSStringKeyword":
        return "text";
      case "TSAnyKeyword":
      case "TSUnknownKeyword":
      case "TSObjectKeyword":
        return "neutral";
      case "TSArrayType":
        return listOf(this.#verdict(type.elementType, aliases));
      case "TSTupleType":
        return tupleOf(type.elementTypes.map((element) => this.#verdict(element, aliases)));
      case "TSNamedTupleMember":
        return this.#verdict(type.elementType, aliases);
      case "TSRestType":
        return this.#verdict(type.typeAnnotation, aliases);
      case "TSTypeOperator":
        return type.operator === "readonly" && type.typeAnnotation
          ? this.#verdict(type.typeAnnotation, aliases)
          : "foreign";
      case "TSUnionType":
      case "TSIntersectionType":
        return combine(
          type.types.filter((member) => !isNullish(member)).map((member) => this.#verdict(member, aliases)),
        );
      case "TSTypeLiteral":
        return type.members.length > 0 && type.members.every(isStringIndex) ? "neutral" : "foreign";
      case "TSTypeReference":
        return this.#reference(type, aliases);
      default:
        return "foreign";
    }
  }

  #reference(type: TSESTree.TSTypeReference, aliases: number): TypeVerdict {
    const name = lastName(type.typeName);
    const [first] = type.typeArguments?.params ?? [];
    if (name === undefined || this.#externalTypes.has(name)) return "foreign";
    if (name === "const") return "neutral";
    const variable = type.typeName.type === "Identifier" ? this.#typeVariable(type.typeName) : undefined;
    const declared = variable?.defs[0]?.node;
    if (declared && this.#marks.isMarked(declared)) return "foreign";
    if (this.#isPayloadType(this.#exportedName(variable) ?? name, type.typeName, variable)) return "record";
    if (declared === undefined) {
      if (first && SAME_OBJECT.has(name)) return this.#verdict(first, aliases);
      if (first && LISTS.has(name)) return listOf(this.#verdict(first, aliases));
      if (name === "Record" || name === "Map" || name === "ReadonlyMap") {
        return first?.type === "TSStringKeyword" ? "neutral" : "foreign";
      }
      return BYTES.has(name) ? "text" : "foreign";
    }
    if (ANY_ROW.has(name) && this.#bindings.importOf(variable) !== undefined) return "neutral";
    return aliases === 0 ? this.#declared(declared) : "foreign";
  }

  /** What its module calls a type that is imported by name. */
  #exportedName(variable: Variable | undefined): string | undefined {
    const imported = this.#bindings.importOf(variable)?.imported;
    return imported === "*" || imported === "default" ? undefined : imported;
  }

  /** The type of a member, where a type of this file spells its members out. */
  memberOf(type: TSESTree.TypeNode, key: string): TSESTree.TypeNode | undefined {
    const known = this.#members.get(type) ?? this.#membersOf(type);
    this.#members.set(type, known);
    return known.get(key);
  }

  #membersOf(type: TSESTree.TypeNode): ReadonlyMap<string, TSESTree.TypeNode> {
    const isNamed = type.type === "TSTypeReference" && type.typeName.type === "Identifier";
    const named = isNamed ? this.#typeVariable(type.typeName as TSESTree.Identifier)?.defs[0]?.node : undefined;
    return new Map(
      declaredMembers(named ?? type).flatMap((member) => {
        const key = member.type === "TSPropertySignature" ? keyName(member) : undefined;
        const annotation = member.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
        return key === undefined || annotation === undefined ? [] : [[key, annotation] as const];
      }),
    );
  }

  /** One hop through an alias, an interface's parents or a type parameter's bound. */
  #declared(declared: TSESTree.Node): TypeVerdict {
    if (declared.type === "TSTypeAliasDeclaration") return this.#verdict(declared.typeAnnotation, 1);
    if (declared.type === "TSTypeParameter") {
      return declared.constraint ? this.#verdict(declared.constraint, 1) : "neutral";
    }
    if (declared.type !== "TSInterfaceDeclaration") return "foreign";
    const isPayload = declared.extends.some(
      ({ expression }) =>
        expression.type === "Identifier" && this.#isPayloadType(expression.name, expression, undefined),
    );
    return isPayload ? "record" : "foreign";
  }

  #isPayloadType(name: string, node: TSESTree.EntityName, variable: Variable | undefined): boolean {
    const module = this.#moduleOf(node, variable);
    const fromContracts = module !== undefined && this.#contractModules.has(module);
    if (fromContracts && CONTRACT_TYPE.test(name)) return true;
    if (!this.#payloadTypes.has(name)) return false;
    if (name !== AMBIGUOUS_TYPE || fromContracts) return true;
    return module === undefined && variable !== undefined && this.#mayBeOurs(variable.defs[0]?.node);
  }

  /** Elsewhere a `Payload` that declares its keys, and none of the registry's, is that of a task or of a form. */
  #mayBeOurs(declared: Node | undefined): boolean {
    if (this.#handlers.takesPart) return true;
    const keys = declaredKeys(declared);
    return keys.length === 0 || keys.some((key) => isRegistered(this.#registry, key) !== false);
  }

  #moduleOf(node: TSESTree.EntityName, variable: Variable | undefined): string | undefined {
    if (node.type !== "TSQualifiedName") return this.#bindings.importOf(variable)?.module;
    let left: TSESTree.EntityName = node;
    while (left.type === "TSQualifiedName") left = left.left;
    return left.type === "Identifier" ? this.#bindings.importOf(this.#typeVariable(left))?.module : undefined;
  }

  #typeVariable(identifier: TSESTree.Identifier): Variable | undefined {
    return this.#bindings.variableOf(identifier) ?? this.#bindings.lookup(identifier.name, identifier);
  }
}

function listOf(element: TypeVerdict): TypeVerdict {
  if (element === "record") return "list";
  return element === "neutral" || element === "array" || element === "text" ? "array" : "foreign";
}

function tupleOf(elements: readonly TypeVerdict[]): TypeVerdict {
  return elements.every((element) => listOf(element) === "array") ? "array" : "foreign";
}

function combine(verdicts: readonly TypeVerdict[]): TypeVerdict {
  if (verdicts.includes("record")) return "record";
  if (verdicts.includes("list")) return "list";
  const [first] = verdicts;
  return first !== undefined && verdicts.every((verdict) => verdict === first) ? first : "foreign";
}

/** The keys that a type spells out. */
/** The members that a type literal, an interface or the alias of a literal spells out. */
function declaredMembers(declared: Node | undefined): readonly TSESTree.TypeElement[] {
  if (declared?.type === "TSInterfaceDeclaration") return declared.body.body;
  const literal = declared?.type === "TSTypeAliasDeclaration" ? declared.typeAnnotation : declared;
  return literal?.type === "TSTypeLiteral" ? literal.members : [];
}

function declaredKeys(declared: Node | undefined): readonly string[] {
  return declaredMembers(declared).flatMap((member) =>
    member.type === "TSPropertySignature" ? (keyName(member) ?? []) : [],
  );
}

function isNullish(type: TSESTree.TypeNode): boolean {
  return type.type === "TSNullKeyword" || type.type === "TSUndefinedKeyword";
}

function isStringIndex(member: TSESTree.TypeElement): boolean {
  if (member.type !== "TSIndexSignature") return false;
  const [parameter] = member.parameters;
  return parameter?.type === "Identifier" && parameter.typeAnnotation?.typeAnnotation.type === "TSStringKeyword";
}

function lastName(node: TSESTree.EntityName): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "TSQualifiedName" ? node.right.name : undefined;
}
