import type { TSESTree } from "@typescript-eslint/utils";
import { mayHoldPayload } from "./evidence-words.js";
import type { FileFacts } from "./file-facts.js";
import type { PayloadJudge, TypeValue } from "./payload-judge.js";
import type { PayloadOptions } from "./payload-options.js";
import { PayloadSources } from "./payload-sources.js";
import { isPartial, PayloadTypes } from "./payload-types.js";
import {
  better,
  declaredAs,
  elementOfValue,
  isPrototypeName,
  memberOfValue,
  type PayloadValue,
  strong,
  WEAK,
} from "./payload-value.js";
import { PayloadVariables } from "./payload-variables.js";
import { Sinks } from "./sinks.js";
import {
  annotationOf,
  calleeName,
  enclosingClass,
  findField,
  type FunctionNode,
  isStaticCall,
  memberName,
  type Node,
  receiverOf,
  returnedExpressions,
  unwrap,
} from "./syntax.js";
import { WeakNames } from "./weak-names.js";

/** Methods of a list that return one of its elements, and those that return some of them. */
const ELEMENT_METHODS = new Set(["find", "findLast", "at", "pop", "shift"]);
const SUBLIST_METHODS = new Set(["filter", "slice", "reverse", "sort", "toSorted", "toReversed", "concat", "splice"]);
/** Deeper nesting than this is generated code; judging it is not worth the stack. */
const MAX_DEPTH = 150;

/**
 * Decides which expressions of a file hold payloads.
 *
 * It is asked for one expression at a time and follows it to where it comes from. Answers are kept, so that a file
 * costs what its distinct expressions cost.
 */
export class PayloadEvidence implements PayloadJudge {
  readonly facts: FileFacts;
  readonly sinks: Sinks;
  /** Whether there can be more than a name anywhere in the file that makes a payload. */
  readonly canBeStrong: boolean;
  readonly types: PayloadTypes;
  readonly #names: WeakNames;
  readonly #variables: PayloadVariables;
  readonly #sources: PayloadSources;
  readonly #known = new Map<Node, PayloadValue | undefined>();
  readonly #results = new Map<FunctionNode, PayloadValue | undefined>();
  #depth = 0;

  constructor(facts: FileFacts, options: PayloadOptions) {
    this.facts = facts;
    this.canBeStrong = mayHoldPayload(facts.sourceCode.text, options, facts.registry);
    this.types = new PayloadTypes(facts, options);
    this.#names = new WeakNames(facts.bindings, options.payloadNames);
    this.sinks = new Sinks(this, options.publishSinks);
    this.#variables = new PayloadVariables(this, this.#names, this.sinks);
    this.#sources = new PayloadSources(facts, this.types, options);
  }

  /** What an expression holds, if it holds a payload. */
  of(expression: Node): PayloadValue | undefined {
    if (this.#known.has(expression)) return this.#known.get(expression);
    if (this.#depth > MAX_DEPTH) return undefined;
    // While it is being judged an expression is no evidence for itself.
    this.#known.set(expression, undefined);
    this.#depth += 1;
    const value = this.#judge(expression);
    this.#depth -= 1;
    this.#known.set(expression, value);
    return value;
  }

  /** What a destructuring pattern takes apart, if it holds a payload. */
  ofPattern(pattern: Node): PayloadValue | undefined {
    return this.#variables.ofPattern(pattern);
  }

  /** The value that a type says it describes. */
  ofType(type: TSESTree.TypeNode | undefined): TypeValue {
    if (type === undefined) return { verdict: "neutral" };
    const verdict = this.types.verdictOf(type);
    return verdict === "record" || verdict === "list" ? { verdict, value: strong(verdict) } : { verdict };
  }

  #judge(node: Node): PayloadValue | undefined {
    switch (node.type) {
      case "Identifier":
        return this.#ofIdentifier(node);
      case "MemberExpression":
        return this.#ofMember(node);
      case "CallExpression":
        return this.#ofCall(node);
      case "AwaitExpression":
        return this.of(node.argument);
      case "ChainExpression":
      case "TSNonNullExpression":
        return this.of(node.expression);
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion": {
        const { verdict, value } = this.ofType(node.typeAnnotation);
        if (verdict === "neutral") return this.of(node.expression);
        return isPartial(verdict) ? declaredAs(verdict, this.of(node.expression)) : value;
      }
      case "LogicalExpression":
        return better(this.of(node.left), this.of(node.right));
      case "ConditionalExpression":
        return better(this.of(node.consequent), this.of(node.alternate));
      case "AssignmentExpression":
        return this.of(node.right);
      case "SequenceExpression":
        return node.expressions.length > 0 ? this.of(node.expressions.at(-1) as Node) : undefined;
      case "ObjectExpression":
        return this.#ofObject(node);
      default:
        return undefined;
    }
  }

  #ofIdentifier(node: TSESTree.Identifier): PayloadValue | undefined {
    const variable = this.facts.bindings.variableOf(node);
    if (variable && variable.defs.length > 0) return this.#variables.of(variable);
    return this.#names.isPayloadName(node.name) ? WEAK : undefined;
  }

  #ofObject(node: TSESTree.ObjectExpression): PayloadValue | undefined {
    for (const property of node.properties) {
      const copied = property.type === "SpreadElement" ? this.of(property.argument) : undefined;
      if (copied?.strength === "strong") return copied;
    }
    return this.sinks.sinkOf(node) === "published" ? strong() : undefined;
  }

  #ofMember(node: TSESTree.MemberExpression): PayloadValue | undefined {
    if (node.object.type === "ThisExpression") return this.#ofField(node);
    const base = this.of(node.object);
    const name = this.#keyOf(node);
    const value = base && (name === undefined ? elementOfValue(base) : memberOfValue(base, name.key));
    // A dotted member of what is a payload by name only says nothing: `order.customer`.
    if (value && (value.strength === "strong" || name?.dotted !== true)) return value;
    if (name === undefined || base?.strength === "strong") return undefined;
    return this.#names.isPayloadName(name.key) && !this.#names.isForeignRoot(node) ? WEAK : undefined;
  }

  #keyOf(node: TSESTree.MemberExpression): { readonly key: string; readonly dotted: boolean } | undefined {
    if (!node.computed) return { key: memberName(node) ?? "", dotted: true };
    const key = this.facts.keys.of(node.property)?.key;
    return key === undefined ? undefined : { key, dotted: false };
  }

  #ofField(node: TSESTree.MemberExpression): PayloadValue | undefined {
    const name = memberName(node);
    if (name === undefined) return undefined;
    const field = findField(enclosingClass(node), name);
    const { verdict, value } = this.ofType(field && annotationOf(field));
    if (verdict !== "neutral") return value;
    if (field?.type === "PropertyDefinition" && field.value && isNeverPayload(field.value)) return undefined;
    return this.#names.isPayloadName(name.replace(/^[#_]/, "")) ? WEAK : undefined;
  }

  #ofCall(call: TSESTree.CallExpression): PayloadValue | undefined {
    const brought = this.#sources.of(call);
    if (brought !== undefined) return brought;
    const [first] = call.arguments;
    if (isStaticCall(call, "JSON", "parse")) return first && this.#ofParsed(first);
    if (isStaticCall(call, "Object", "assign")) {
      return call.arguments.map((argument) => this.of(argument)).find((value) => value?.strength === "strong");
    }
    if (isStaticCall(call, "Object", "freeze") || calleeName(call) === "structuredClone")
      return first && this.of(first);
    // Of a list of promises the list of what they bring.
    if (isStaticCall(call, "Promise", "all") && first?.type !== "ArrayExpression") return first && this.of(first);
    const fn = this.facts.bindings.functionOf(call.callee);
    return fn ? this.#ofResult(fn) : this.#ofMethod(call);
  }

  /** `JSON.parse(event.data)`, and the copy `JSON.parse(JSON.stringify(event))`. */
  #ofParsed(text: Node): PayloadValue | undefined {
    const inner = unwrap(text);
    const copied = isStaticCall(inner, "JSON", "stringify")
      ? (inner as TSESTree.CallExpression).arguments[0]
      : undefined;
    const value = this.of(copied ?? inner);
    if (value === undefined || copied) return value;
    return value.strength === "strong" ? strong() : undefined;
  }

  #ofMethod(call: TSESTree.CallExpression): PayloadValue | undefined {
    const receiver = receiverOf(call);
    const name = calleeName(call) ?? "";
    if (name === "map") return this.#ofMapped(call);
    const base = receiver && this.of(receiver);
    if (base === undefined) return undefined;
    if (ELEMENT_METHODS.has(name)) return elementOfValue(base);
    if (SUBLIST_METHODS.has(name)) return base;
    const [first] = call.arguments;
    if (name === "get" && first) {
      const key = this.facts.keys.of(first)?.key;
      return key === undefined || isPrototypeName(key) ? undefined : memberOfValue(base, key);
    }
    return undefined;
  }

  /** `keys.map((key) => redis.hgetall(key))`, but not the objects that are made of rows. */
  #ofMapped(call: TSESTree.CallExpression): PayloadValue | undefined {
    const [first] = call.arguments;
    const fn = first && this.facts.bindings.functionOf(first);
    if (fn === undefined || returnedExpressions(fn).some((each) => unwrap(each).type === "ObjectExpression")) {
      return undefined;
    }
    const value = this.#ofResult(fn);
    if (value?.strength !== "strong") return undefined;
    if (value.shape === "record") return { ...value, shape: "list" };
    return value.shape === "entries" ? value : undefined;
  }

  /** What calls of a local function return. */
  #ofResult(fn: FunctionNode): PayloadValue | undefined {
    if (this.#results.has(fn)) return this.#results.get(fn);
    this.#results.set(fn, undefined);
    const value = this.#judgeResult(fn);
    this.#results.set(fn, value);
    return value;
  }

  #judgeResult(fn: FunctionNode): PayloadValue | undefined {
    const { verdict, value } = this.ofType(fn.returnType?.typeAnnotation);
    if (verdict !== "neutral" && !isPartial(verdict)) return value;
    const returned = returnedExpressions(fn);
    const values = returned.map((expression) => this.of(expression));
    const isStrong = returned.length > 0 && values.every((each) => each?.strength === "strong");
    const [first] = isStrong ? values : [];
    return isPartial(verdict) ? declaredAs(verdict, first) : first;
  }
}

function isNeverPayload(value: Node): boolean {
  const node = unwrap(value);
  return node.type === "NewExpression" || node.type === "ArrayExpression" || node.type === "ArrowFunctionExpression";
}
