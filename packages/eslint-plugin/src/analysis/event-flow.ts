import type { TSESTree } from "@typescript-eslint/utils";
import { DATA_KEY } from "../registry.js";
import type { Variable } from "./bindings.js";
import type { FileFacts } from "./file-facts.js";
import { calleeName, type FunctionNode, isFunction, type Node, parameterPattern, unwrap } from "./syntax.js";

/** Longer chains of names and calls are generated code. */
const MAX_DEPTH = 150;

/** Tells which expressions hold a handler's event, or its data, whole. */
export class EventFlow {
  readonly #facts: FileFacts;
  readonly #known = new Map<Variable, boolean>();
  #depth = 0;

  constructor(facts: FileFacts) {
    this.#facts = facts;
  }

  /** Whether an expression is the event a handler was given, a copy of it, or its data. */
  isEvent(expression: Node): boolean {
    const node = unwrap(expression);
    switch (node.type) {
      case "Identifier": {
        const variable = this.#facts.bindings.variableOf(node);
        return variable !== undefined && this.#isEventVariable(variable);
      }
      case "MemberExpression":
        return isData(this.#facts.keys.ofMember(node)) && this.isEvent(node.object);
      case "ObjectExpression":
        return node.properties.some((property) => property.type === "SpreadElement" && this.isEvent(property.argument));
      case "CallExpression": {
        const [first] = node.arguments;
        return calleeName(node) === "structuredClone" && first !== undefined && this.isEvent(first);
      }
      default:
        return false;
    }
  }

  /** Whether a parameter takes the event: of a handler, or of a local function that is called with one. */
  isEventParameter(fn: FunctionNode, index: number): boolean {
    const kind = this.#facts.handlers.kindOf(fn);
    if (kind !== undefined) return index === 0;
    const pattern = fn.params[index] && parameterPattern(fn.params[index]);
    const variable = pattern?.type === "Identifier" ? this.#facts.bindings.variableOf(pattern) : undefined;
    return variable !== undefined && this.#isEventVariable(variable);
  }

  #isEventVariable(variable: Variable): boolean {
    const known = this.#known.get(variable);
    if (known !== undefined) return known;
    if (this.#depth > MAX_DEPTH) return false;
    this.#known.set(variable, false);
    this.#depth += 1;
    const isEvent = this.#judge(variable);
    this.#depth -= 1;
    this.#known.set(variable, isEvent);
    return isEvent;
  }

  #judge(variable: Variable): boolean {
    const [definition] = variable.defs;
    if (definition === undefined) return false;
    if (isFunction(definition.node)) return this.#judgeParameter(definition.node, definition.name);
    if (definition.node.type !== "VariableDeclarator" || !definition.node.init) return false;
    const { id, init } = definition.node as TSESTree.VariableDeclarator & { init: Node };
    if (id.type === "Identifier") return this.isEvent(init);
    if (id.type !== "ObjectPattern" || !this.isEvent(init)) return false;
    return id.properties.some(
      (property) =>
        property.type === "Property" &&
        property.value === definition.name &&
        isData(this.#facts.keys.ofProperty(property)),
    );
  }

  #judgeParameter(fn: FunctionNode, name: Node): boolean {
    const index = fn.params.findIndex((parameter) => parameterPattern(parameter) === name);
    if (index === -1) return false;
    if (this.#facts.handlers.kindOf(fn) !== undefined) return index === 0;
    return this.#facts.bindings.callsOf(fn).some((call) => {
      const argument = call.arguments[index];
      return argument !== undefined && this.isEvent(argument);
    });
  }
}

function isData(key: string | undefined): boolean {
  return key === DATA_KEY;
}
