import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "./bindings.js";
import type { PayloadJudge } from "./payload-judge.js";
import { type Sink, SinkCalls } from "./sink-calls.js";
import {
  annotationOf,
  calleeName,
  enclosingClass,
  enclosingFunction,
  findField,
  type FunctionNode,
  isFunction,
  isStaticCall,
  memberName,
  type Node,
  parameterPattern,
  receiverOf,
  unwrap,
  wrapped,
} from "./syntax.js";

/** Deeper nesting than this is generated code. */
const MAX_DEPTH = 600;

/** Decides which values become payloads by where they go. */
export class Sinks {
  readonly #evidence: PayloadJudge;
  readonly #calls: SinkCalls;
  readonly #known = new Map<Node, Sink | undefined>();
  readonly #variables = new Map<Variable, { readonly whole?: Sink; readonly nested?: Sink }>();
  readonly #results = new Map<FunctionNode, Sink | undefined>();
  #depth = 0;

  constructor(evidence: PayloadJudge, publishSinks: readonly string[]) {
    this.#evidence = evidence;
    this.#calls = new SinkCalls(evidence.facts, publishSinks);
  }

  /** Where the value of an expression goes, if it becomes a payload there. */
  sinkOf(expression: Node): Sink | undefined {
    if (this.#known.has(expression)) return this.#known.get(expression);
    if (this.#depth > MAX_DEPTH) return undefined;
    this.#known.set(expression, undefined);
    this.#depth += 1;
    const sink = this.#judge(expression);
    this.#depth -= 1;
    this.#known.set(expression, sink);
    return sink;
  }

  /**
   * Whether a variable is a payload for being published. Within a payload, only an object that is built here counts:
   * what else is put there may be a value with members of its own, such as a date.
   */
  makesPayload(variable: Variable): boolean {
    const { whole, nested } = this.#reach(variable);
    if (whole === "published") return true;
    const init = nested === "published" && this.#evidence.facts.bindings.constantInit(variable);
    return init !== undefined && init !== false && unwrap(init).type === "ObjectExpression";
  }

  #judge(node: Node): Sink | undefined {
    const { parent } = node;
    switch (parent?.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
        return this.#annotated(parent.typeAnnotation) ?? this.sinkOf(parent);
      case "TSNonNullExpression":
      case "ChainExpression":
      case "AwaitExpression":
      case "ArrayExpression":
      case "LogicalExpression":
        return this.sinkOf(parent);
      case "ConditionalExpression":
        return parent.test === node ? undefined : this.sinkOf(parent);
      case "SpreadElement":
        return parent.parent.type === "CallExpression" ? undefined : this.sinkOf(parent.parent);
      case "Property":
        return parent.value === node && parent.parent.type === "ObjectExpression"
          ? this.sinkOf(parent.parent)
          : undefined;
      case "VariableDeclarator":
        return parent.init === node ? this.#bound(parent.id) : undefined;
      case "AssignmentPattern":
        return parent.right === node ? this.#annotated(annotationOf(parent.left)) : undefined;
      case "AssignmentExpression":
        return parent.right === node ? this.#assigned(parent.left) : undefined;
      case "PropertyDefinition":
        return parent.value === node ? this.#annotated(annotationOf(parent)) : undefined;
      case "ReturnStatement": {
        const fn = enclosingFunction(parent);
        return fn && this.#returned(fn);
      }
      case "ArrowFunctionExpression":
        return parent.body === node ? this.#returned(parent) : undefined;
      case "CallExpression":
        return parent.callee === node ? undefined : this.#argument(parent, node);
      default:
        return undefined;
    }
  }

  #annotated(type: TSESTree.TypeNode | undefined): Sink | undefined {
    return this.#evidence.ofType(type).value ? "published" : undefined;
  }

  #bound(pattern: Node): Sink | undefined {
    if (pattern.type !== "Identifier") return undefined;
    const variable = this.#evidence.facts.bindings.variableOf(pattern);
    return this.#annotated(annotationOf(pattern)) ?? (variable && this.#reaches(variable));
  }

  #assigned(target: Node): Sink | undefined {
    if (target.type === "Identifier") {
      const variable = this.#evidence.facts.bindings.variableOf(target);
      const declared = variable?.defs[0]?.name;
      return (declared && this.#annotated(annotationOf(declared))) ?? (variable && this.#reaches(variable));
    }
    if (target.type !== "MemberExpression") return undefined;
    if (target.object.type === "ThisExpression") {
      const field = findField(enclosingClass(target), memberName(target) ?? "");
      return field && this.#annotated(annotationOf(field));
    }
    const owner = this.#evidence.of(target.object);
    return owner?.strength === "strong" && owner.shape === "record" ? "published" : undefined;
  }

  #returned(fn: FunctionNode): Sink | undefined {
    if (this.#results.has(fn)) return this.#results.get(fn);
    this.#results.set(fn, undefined);
    const sink = this.#judgeResult(fn);
    this.#results.set(fn, sink);
    return sink;
  }

  #judgeResult(fn: FunctionNode): Sink | undefined {
    const { verdict, value } = this.#evidence.ofType(fn.returnType?.typeAnnotation);
    if (value) return "published";
    const kind = this.#evidence.facts.handlers.kindOf(fn);
    if (kind === "entry" || (kind !== undefined && verdict !== "neutral")) return undefined;
    if (kind !== undefined) return "published";
    const call = wrapped(fn).parent;
    if (call?.type === "CallExpression" && call.arguments[0] === fn) {
      const name = calleeName(call);
      return name === "map" || name === "flatMap" ? this.sinkOf(call) : undefined;
    }
    return firstSink(this.#evidence.facts.bindings.callsOf(fn), (site) => this.sinkOf(site));
  }

  #argument(call: TSESTree.CallExpression, argument: Node): Sink | undefined {
    const index = call.arguments.findIndex((candidate) => candidate === argument);
    if (index === 0 && (isStaticCall(call, "JSON", "stringify") || isCopy(call))) return this.sinkOf(call);
    if (isStaticCall(call, "Object", "assign")) {
      // What is put over a payload, or over a copy of one: `Object.assign({}, event, { … })`.
      const isLaidOver = call.arguments
        .slice(0, index)
        .some((under) => this.#evidence.of(under)?.strength === "strong");
      return isLaidOver ? "published" : this.sinkOf(call);
    }
    return this.#calls.sinkOf(call, index) ?? this.#pushed(call) ?? this.#parameter(call, index);
  }

  /** What is put into a list goes where the list goes. */
  #pushed(call: TSESTree.CallExpression): Sink | undefined {
    const list = calleeName(call) === "push" ? receiverOf(call) : undefined;
    if (list === undefined) return undefined;
    const value = this.#evidence.of(list);
    if (value?.shape === "list" && value.strength === "strong") return "published";
    const variable = this.#evidence.facts.bindings.variableOf(list);
    const init = variable && this.#evidence.facts.bindings.constantInit(variable);
    return init && unwrap(init).type === "ArrayExpression" ? this.#reaches(variable) : undefined;
  }

  /** An argument is published when the local function that takes it publishes it. */
  #parameter(call: TSESTree.CallExpression, index: number): Sink | undefined {
    const fn = this.#evidence.facts.bindings.functionOf(call.callee);
    const parameter = fn?.params[index];
    const pattern = parameter && parameterPattern(parameter);
    if (pattern?.type !== "Identifier") return undefined;
    const { verdict, value } = this.#evidence.ofType(annotationOf(pattern));
    if (value) return "published";
    const variable = this.#evidence.facts.bindings.variableOf(pattern);
    return variable && verdict === "neutral" ? this.#reaches(variable) : undefined;
  }

  #reaches(variable: Variable): Sink | undefined {
    const { whole, nested } = this.#reach(variable);
    return whole ?? nested;
  }

  #reach(variable: Variable): { readonly whole?: Sink; readonly nested?: Sink } {
    const known = this.#variables.get(variable);
    if (known) return known;
    this.#variables.set(variable, {});
    let reach: { whole?: Sink; nested?: Sink } = {};
    for (const reference of variable.references) {
      if (!reference.isRead() || isFunction(reference.identifier.parent)) continue;
      const sink = this.sinkOf(reference.identifier);
      if (sink === undefined) continue;
      const isNested = reference.identifier.parent.type === "Property";
      reach = isNested ? { nested: sink, ...reach } : { whole: sink, ...reach };
    }
    this.#variables.set(variable, reach);
    return reach;
  }
}

function isCopy(call: TSESTree.CallExpression): boolean {
  return isStaticCall(call, "Object", "freeze") || calleeName(call) === "structuredClone";
}

function firstSink<Item>(items: readonly Item[], sinkOf: (item: Item) => Sink | undefined): Sink | undefined {
  for (const item of items) {
    const sink = sinkOf(item);
    if (sink !== undefined) return sink;
  }
  return undefined;
}
