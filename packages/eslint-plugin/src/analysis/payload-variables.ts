import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "./bindings.js";
import type { PayloadJudge } from "./payload-judge.js";
import { isPartial, type TypeVerdict } from "./payload-types.js";
import { better, declaredAs, elementOfValue, memberOfValue, type PayloadValue, strong, WEAK } from "./payload-value.js";
import {
  annotationOf,
  calleeName,
  type FunctionNode,
  isFunction,
  isStaticCall,
  type Node,
  parameterPattern,
  receiverOf,
  unwrap,
  wrapped,
} from "./syntax.js";
import type { Sinks } from "./sinks.js";
import { isPlainlyOther, receivesForeignEvent, type WeakNames } from "./weak-names.js";

/** Position of the element among the parameters of a callback, for the array methods that take one. */
const ELEMENT_PARAMETER: ReadonlyMap<string, number> = new Map([
  ...["map", "flatMap", "filter", "forEach", "find", "findLast", "findIndex", "some", "every", "sort", "toSorted"].map(
    (method) => [method, 0] as const,
  ),
  ["reduce", 1],
  ["reduceRight", 1],
]);

/** What flows into a name or pattern; `foreign` when a declaration says that it is something else. */
type Flow = PayloadValue | "foreign" | undefined;

/** Decides which variables hold payloads: by annotation, by what flows in, by where they go, by name. */
export class PayloadVariables {
  readonly #evidence: PayloadJudge;
  readonly #names: WeakNames;
  readonly #sinks: Sinks;
  readonly #known = new Map<Variable, PayloadValue | undefined>();
  readonly #patterns = new Map<Node, Flow>();

  constructor(evidence: PayloadJudge, names: WeakNames, sinks: Sinks) {
    this.#evidence = evidence;
    this.#names = names;
    this.#sinks = sinks;
  }

  of(variable: Variable): PayloadValue | undefined {
    if (this.#known.has(variable)) return this.#known.get(variable);
    this.#known.set(variable, undefined);
    const value = this.#judge(variable);
    this.#known.set(variable, value);
    return value;
  }

  /** What a destructuring pattern takes apart. */
  ofPattern(pattern: Node): PayloadValue | undefined {
    const flow = this.#flowInto(pattern);
    return flow === "foreign" ? undefined : flow;
  }

  #judge(variable: Variable): PayloadValue | undefined {
    const [definition] = variable.defs;
    if (definition === undefined || this.#evidence.facts.marks.isMarked(definition.node)) return undefined;
    if (definition.type !== "Parameter" && definition.type !== "Variable") return undefined;
    const flow = this.#flowInto(definition.name);
    if (flow === "foreign") return undefined;
    const value = better(flow, this.#written(variable));
    if (value?.strength === "strong") return value;
    if (this.#sinks.makesPayload(variable)) return strong();
    return value ?? this.#byName(variable);
  }

  /** What is written to a variable after its declaration. */
  #written(variable: Variable): PayloadValue | undefined {
    let best: PayloadValue | undefined;
    for (const reference of variable.references) {
      if (!reference.isWrite() || reference.init === true) continue;
      const flow = this.#flowInto(reference.identifier);
      if (flow !== "foreign") best = better(best, flow);
    }
    return best;
  }

  #byName(variable: Variable): PayloadValue | undefined {
    const { bindings } = this.#evidence.facts;
    const [definition] = variable.defs;
    if (definition === undefined || !this.#names.isPayloadName(variable.name)) return undefined;
    if (definition.type === "Parameter") {
      return isFunction(definition.node) && !receivesForeignEvent(definition.node, variable.name) ? WEAK : undefined;
    }
    if (bindings.importOf(variable) !== undefined) return undefined;
    const init = definition.node.type === "VariableDeclarator" ? definition.node.init : null;
    return init && (isPlainlyOther(init) || this.#names.isForeignRoot(init)) ? undefined : WEAK;
  }

  #flowInto(pattern: Node): Flow {
    if (this.#patterns.has(pattern)) return this.#patterns.get(pattern);
    this.#patterns.set(pattern, undefined);
    const flow = this.#judgePattern(pattern);
    this.#patterns.set(pattern, flow);
    return flow;
  }

  #judgePattern(pattern: Node): Flow {
    const { verdict, value } = this.#evidence.ofType(annotationOf(pattern));
    if (verdict === "foreign") return verdict;
    if (value) return value;
    if (!isPartial(verdict)) return this.#incoming(pattern);
    const flow = this.#incoming(pattern);
    return flow === "foreign" ? flow : (declaredAs(verdict, flow) ?? "foreign");
  }

  /** What arrives at a pattern from what surrounds it. */
  #incoming(pattern: Node): Flow {
    const { parent } = pattern;
    if (isFunction(parent)) return this.#argument(parent, pattern);
    switch (parent?.type) {
      case "TSParameterProperty":
        return isFunction(parent.parent) ? this.#argument(parent.parent, parent) : undefined;
      case "VariableDeclarator":
        return parent.id === pattern ? this.#initial(parent) : undefined;
      case "AssignmentExpression":
        return parent.left === pattern ? this.#evidence.of(parent.right) : undefined;
      case "ForOfStatement":
        return parent.left === pattern ? this.#elementOf(parent.right) : undefined;
      case "AssignmentPattern":
        return parent.left === pattern
          ? withDefault(this.#flowInto(parent), this.#evidence.of(parent.right))
          : undefined;
      case "RestElement":
        return this.#rest(parent);
      case "ArrayPattern":
        return this.#arrayPart(parent, pattern);
      case "Property":
        return parent.value === pattern && parent.parent.type === "ObjectPattern"
          ? this.#objectPart(parent, parent.parent)
          : undefined;
      default:
        return undefined;
    }
  }

  #initial(declarator: TSESTree.VariableDeclarator): Flow {
    if (this.#evidence.facts.marks.isMarked(declarator)) return "foreign";
    const loop = declarator.parent.parent;
    if (loop.type === "ForOfStatement" && loop.left === declarator.parent) return this.#elementOf(loop.right);
    const { init } = declarator;
    if (!init) return undefined;
    const isOther = this.#verdicts(init).some((verdict) => verdict !== "neutral");
    return this.#evidence.of(init) ?? (isOther ? "foreign" : undefined);
  }

  /** What a cast, an annotation or a function's return type says of an expression. */
  #verdicts(expression: Node): readonly TypeVerdict[] {
    const node = expression.type === "AwaitExpression" ? expression.argument : expression;
    return this.#declaredTypes(node).map((type) => this.#evidence.ofType(type).verdict);
  }

  #declaredTypes(node: Node): readonly (TSESTree.TypeNode | undefined)[] {
    const { bindings } = this.#evidence.facts;
    switch (node.type) {
      case "TSAsExpression":
      case "TSTypeAssertion":
      case "TSSatisfiesExpression":
        return [node.typeAnnotation];
      case "TSNonNullExpression":
        return this.#declaredTypes(node.expression);
      case "Identifier": {
        const [definition] = bindings.variableOf(node)?.defs ?? [];
        const init = definition?.node.type === "VariableDeclarator" ? definition.node.init : null;
        const cast = init?.type === "TSAsExpression" ? init.typeAnnotation : undefined;
        return definition ? [annotationOf(definition.name), cast] : [];
      }
      case "CallExpression":
        return [bindings.functionOf(node.callee)?.returnType?.typeAnnotation];
      default:
        return [];
    }
  }

  #elementOf(list: Node): Flow {
    const value = this.#evidence.of(list);
    return value ? elementOfValue(value) : this.#ofOthers(list);
  }

  /** `foreign` for the elements of a list that is declared to be of something else. */
  #ofOthers(list: Node): "foreign" | undefined {
    if (this.#verdicts(list).includes("foreign")) return "foreign";
    // A part of something foreign has no type of its own: `function f({ rows }: TableProps)`.
    const name = this.#evidence.facts.bindings.variableOf(list)?.defs[0]?.name;
    return name?.parent?.type === "Property" && this.#flowInto(name) === "foreign" ? "foreign" : undefined;
  }

  #arrayPart(pattern: TSESTree.ArrayPattern, part: Node): Flow {
    const together = this.#oneOfAll(pattern, part);
    if (together) return this.#evidence.of(together);
    const value = this.#flowInto(pattern);
    if (value === undefined || value === "foreign") return value;
    // mysql2 returns the rows and the columns: `const [rows] = await pool.query(sql)`.
    if (value.shape === "queryResult") return pattern.elements[0] === part ? { ...value, shape: "list" } : undefined;
    return elementOfValue(value);
  }

  /** The promise that an element of `const [rows, total] = await Promise.all([…])` waits for. */
  #oneOfAll({ parent, elements }: TSESTree.ArrayPattern, part: Node): Node | undefined {
    const init = parent.type === "VariableDeclarator" && parent.init ? unwrap(parent.init) : undefined;
    if (init === undefined || !isStaticCall(init, "Promise", "all")) return undefined;
    const [list] = (init as TSESTree.CallExpression).arguments;
    return list?.type === "ArrayExpression"
      ? (list.elements[elements.findIndex((each) => each === part)] ?? undefined)
      : undefined;
  }

  #rest(rest: TSESTree.RestElement): Flow {
    const { verdict, value } = this.#evidence.ofType(annotationOf(rest));
    if (verdict === "foreign") return verdict;
    return value ?? (isFunction(rest.parent) ? undefined : this.#flowInto(rest.parent));
  }

  #objectPart(property: TSESTree.Property, pattern: TSESTree.ObjectPattern): Flow {
    const key = this.#evidence.facts.keys.ofProperty(property);
    const annotation = annotationOf(pattern);
    const declared = annotation && key !== undefined ? this.#evidence.types.memberOf(annotation, key) : undefined;
    const { value: part } = this.#evidence.ofType(declared);
    if (part) return part;
    const value = this.#flowInto(pattern);
    if (value === undefined || value === "foreign") return value;
    return key === undefined ? elementOfValue(value) : memberOfValue(value, key);
  }

  /** What callers hand to a parameter. */
  #argument(fn: FunctionNode, parameter: Node): Flow {
    const index = fn.params.findIndex((candidate) => candidate === parameter);
    const declared = fn.params[index];
    if (declared === undefined) return undefined;
    if (this.#evidence.facts.marks.isMarked(declared)) return "foreign";
    // A default's annotation stands on its left side, which is judged after this.
    if (this.#evidence.ofType(annotationOf(parameterPattern(declared))).verdict === "foreign") return "foreign";
    if (index === 0 && this.#evidence.facts.handlers.kindOf(fn) !== undefined) return strong();
    const element = this.#fromIteration(fn, index);
    return element === "foreign" ? element : better(element, this.#fromCalls(fn, index));
  }

  #fromIteration(fn: FunctionNode, index: number): Flow {
    const call = wrapped(fn).parent;
    if (call?.type !== "CallExpression" || call.arguments[0] !== fn) return undefined;
    const receiver = receiverOf(call);
    const base = receiver && this.#evidence.of(receiver);
    const name = calleeName(call) ?? "";
    if (name === "then" && index === 0) return base?.strength === "strong" ? base : undefined;
    const isSecondElement = (name === "sort" || name === "toSorted") && index === 1;
    if (receiver === undefined || (ELEMENT_PARAMETER.get(name) !== index && !isSecondElement)) return undefined;
    if (base === undefined) return this.#ofOthers(receiver);
    return base.strength === "strong" ? elementOfValue(base) : undefined;
  }

  #fromCalls(fn: FunctionNode, index: number): PayloadValue | undefined {
    const calls = this.#evidence.facts.bindings.callsOf(fn);
    let found: PayloadValue | undefined;
    let others = false;
    for (const call of calls) {
      const argument = call.arguments[index];
      const value = argument && argument.type !== "SpreadElement" ? this.#evidence.of(argument) : undefined;
      if (value?.strength === "strong") found ??= value;
      else others = true;
    }
    return found && { ...found, mixed: found.mixed || others };
  }
}

function withDefault(flow: Flow, fallback: PayloadValue | undefined): Flow {
  return flow === "foreign" ? flow : better(flow, fallback);
}
