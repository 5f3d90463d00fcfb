import type { TSESTree } from "@typescript-eslint/utils";
import { TRACE_ID_KEY } from "../registry.js";
import type { Variable } from "./bindings.js";
import type { EventFlow } from "./event-flow.js";
import type { FileFacts } from "./file-facts.js";
import {
  calleeName,
  enclosingClass,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  keyName,
  memberName,
  type Node,
  parameterPattern,
  receiverOf,
  returnedExpressions,
  unwrap,
} from "./syntax.js";
import type { TraceCalls } from "./trace-calls.js";

/**
 * Where a trace id may come from: the event, a mint in this processing, a mint outside of it, the nth parameter of the
 * function it is used in, or the incoming id with a mint as its stand-in.
 */
export type IdOrigin = "incoming" | "minted" | "shared" | "continued" | `parameter ${number}`;
export type IdOrigins = ReadonlySet<IdOrigin>;

/** Longer chains of names and calls are generated code. */
const MAX_DEPTH = 150;
const NONE: IdOrigins = new Set();
/** Methods that give an id another form. */
const CONVERSIONS = new Set([
  "toString",
  "toLowerCase",
  "toUpperCase",
  "trim",
  "replace",
  "replaceAll",
  "slice",
  "get",
]);

/** Tells which trace id an expression holds. */
export class TraceIds {
  readonly #facts: FileFacts;
  readonly #calls: TraceCalls;
  readonly #events: EventFlow;
  readonly #known = new Map<Node, IdOrigins>();
  readonly #variables = new Map<Variable, IdOrigins>();
  #depth = 0;

  constructor(facts: FileFacts, calls: TraceCalls, events: EventFlow) {
    this.#facts = facts;
    this.#calls = calls;
    this.#events = events;
  }

  of(expression: Node): IdOrigins {
    const known = this.#known.get(expression);
    if (known) return known;
    if (this.#depth > MAX_DEPTH) return NONE;
    this.#known.set(expression, NONE);
    this.#depth += 1;
    const origins = this.#judge(unwrap(expression));
    this.#depth -= 1;
    this.#known.set(expression, origins);
    return origins;
  }

  /** Whether a node reads the trace id of an event: `event[FieldName.TRACE_ID]`, `event.trace_id`, `.get(…)`. */
  isRead(node: Node): boolean {
    if (node.type === "MemberExpression") {
      const { parent } = node;
      if (parent.type === "AssignmentExpression" && parent.left === node) return false;
      return this.#facts.keys.ofMember(node) === TRACE_ID_KEY && this.literalOf(node.object) === undefined;
    }
    if (node.type === "CallExpression") {
      const [first] = node.arguments;
      return calleeName(node) === "get" && first !== undefined && this.#facts.keys.of(first)?.key === TRACE_ID_KEY;
    }
    return (
      node.type === "Property" &&
      node.parent.type === "ObjectPattern" &&
      this.#facts.keys.ofProperty(node) === TRACE_ID_KEY
    );
  }

  #judge(node: Node): IdOrigins {
    switch (node.type) {
      case "Identifier": {
        const variable = this.#facts.bindings.variableOf(node);
        return variable ? this.#ofVariable(variable, node) : NONE;
      }
      case "MemberExpression":
        return this.#ofMember(node);
      case "CallExpression":
        return this.#ofCall(node);
      case "TemplateLiteral":
        return node.expressions.length === 1 ? this.of(node.expressions[0] as Node) : NONE;
      case "LogicalExpression":
        return this.#choice(node.operator === "&&" ? undefined : node.left, node.left, node.right);
      case "ConditionalExpression":
        return this.#choice(node.test, node.consequent, node.alternate);
      case "AssignmentExpression":
        return this.of(node.operator === "=" ? node.right : node.left);
      default:
        return NONE;
    }
  }

  /** A choice between the incoming id and a mint that hangs on the incoming id is the id of the sender, continued. */
  #choice(test: Node | undefined, left: Node, right: Node): IdOrigins {
    const origins = new Set([...this.of(left), ...this.of(right)]);
    if (!origins.has("incoming") || !origins.has("minted") || test === undefined) return origins;
    return this.mentionsIncoming(test) ? new Set(["continued"]) : origins;
  }

  /** Whether a test looks at the incoming id. */
  mentionsIncoming(test: Node): boolean {
    const node = unwrap(test);
    if (node.type === "UnaryExpression") return this.mentionsIncoming(node.argument);
    if (node.type === "BinaryExpression" || node.type === "LogicalExpression") {
      return this.mentionsIncoming(node.left) || this.mentionsIncoming(node.right);
    }
    if (node.type === "CallExpression") return node.arguments.some((argument) => this.of(argument).has("incoming"));
    return this.of(node).has("incoming");
  }

  #ofMember(node: TSESTree.MemberExpression): IdOrigins {
    if (this.isRead(node)) return new Set(["incoming"]);
    const name = this.#facts.keys.ofMember(node);
    if (name === undefined) return NONE;
    if (node.object.type === "ThisExpression") return this.#ofField(node, name);
    const own = this.literalOf(node.object)?.properties.find(
      (property): property is TSESTree.Property =>
        property.type === "Property" && this.#facts.keys.ofProperty(property) === name,
    );
    if (own) return this.of(own.value);
    if (!/^trace_?id$/i.test(name)) return NONE;
    return this.#isRuntimeContext(node.object) ? new Set(["minted"]) : NONE;
  }

  #ofCall(call: TSESTree.CallExpression): IdOrigins {
    if (this.#calls.isMint(call)) return new Set([isOutside(call) ? "shared" : "minted"]);
    if (this.#calls.isHandoffHelper(call)) return new Set(["minted"]);
    if (this.isRead(call)) return new Set(["incoming"]);
    const [first] = call.arguments;
    if (calleeName(call) === "String" && first) return this.of(first);
    const receiver = receiverOf(call);
    if (receiver && CONVERSIONS.has(calleeName(call) ?? "")) return this.of(receiver);
    const fn = this.#facts.bindings.functionOf(call.callee);
    if (fn === undefined) return NONE;
    return this.substitute(union(returnedExpressions(fn).map((expression) => this.of(expression))), call);
  }

  /** Origins as the caller of a function sees them. */
  substitute(origins: IdOrigins, call: TSESTree.CallExpression): IdOrigins {
    const seen: IdOrigins[] = [];
    for (const origin of origins) {
      const argument = origin.startsWith("parameter ") ? call.arguments[Number(origin.slice(10))] : undefined;
      if (argument) seen.push(this.of(argument));
      else if (!origin.startsWith("parameter ")) seen.push(new Set([origin]));
    }
    return union(seen);
  }

  #ofVariable(variable: Variable, use: Node): IdOrigins {
    const [definition] = variable.defs;
    if (definition === undefined) return NONE;
    const origins = this.#variables.get(variable) ?? this.#writtenTo(variable, definition);
    if (!origins.has("minted") || !this.#isBetweenHandlers(definition.node, use)) return origins;
    return new Set([...origins].map((origin) => (origin === "minted" ? "shared" : origin)));
  }

  #writtenTo(variable: Variable, definition: Variable["defs"][number]): IdOrigins {
    this.#variables.set(variable, NONE);
    let origins = this.#declared(definition.name, definition.node);
    for (const reference of variable.references) {
      const { parent } = reference.identifier;
      if (!reference.isWrite() || reference.init === true || parent.type !== "AssignmentExpression") continue;
      const written = this.of(parent.right);
      const isContinued = parent.operator !== "=" && origins.has("incoming") && written.has("minted");
      origins = isContinued ? new Set(["continued"]) : union([origins, written]);
    }
    this.#variables.set(variable, origins);
    return origins;
  }

  #declared(name: Node, declaration: Node): IdOrigins {
    const { parent } = name;
    if (parent?.type === "Property" && parent.parent.type === "ObjectPattern") {
      if (this.isRead(parent)) return new Set(["incoming"]);
      return declaration.type === "VariableDeclarator" ? this.#destructured(parent, declaration.init) : NONE;
    }
    if (declaration.type === "VariableDeclarator") {
      return declaration.id === name && declaration.init ? this.of(declaration.init) : NONE;
    }
    return isFunction(declaration) ? this.#ofParameter(declaration, name) : NONE;
  }

  /** A part of an object that a local function returns: `const { current } = this.begin(event)`. */
  #destructured(property: TSESTree.Property, init: Node | null): IdOrigins {
    const source = init && unwrap(init);
    const key = this.#facts.keys.ofProperty(property);
    if (source?.type === "CallExpression") {
      if (this.#calls.isHandoffHelper(source)) return new Set([/incoming/i.test(key ?? "") ? "incoming" : "minted"]);
      const fn = this.#facts.bindings.functionOf(source.callee);
      const returned = fn ? returnedExpressions(fn).map(unwrap) : [];
      const parts = returned.flatMap((each) => this.#propertyOf(each, key));
      return this.substitute(union(parts.map((part) => this.of(part))), source);
    }
    return union((source ? this.#propertyOf(source, key) : []).map((part) => this.of(part)));
  }

  #propertyOf(object: Node, key: string | undefined): readonly Node[] {
    if (object.type !== "ObjectExpression") return [];
    return object.properties.flatMap((property) =>
      property.type === "Property" && this.#facts.keys.ofProperty(property) === key ? [property.value] : [],
    );
  }

  #ofParameter(fn: FunctionNode, name: Node): IdOrigins {
    const index = fn.params.findIndex((parameter) => parameterPattern(parameter) === name);
    if (index === -1 || this.#events.isEventParameter(fn, index)) return NONE;
    const kind = this.#facts.handlers.kindOf(fn);
    if (kind === "work" && index === 1) return new Set(["minted"]);
    return kind === undefined ? new Set([`parameter ${index}` as const]) : NONE;
  }

  #ofField(node: TSESTree.MemberExpression, name: string): IdOrigins {
    const owner = enclosingClass(node);
    for (const member of owner?.body.body ?? []) {
      if (member.type === "PropertyDefinition" && keyName(member) === name && member.value)
        return this.of(member.value);
      if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
      for (const statement of member.value.body?.body ?? []) {
        const assigned = statement.type === "ExpressionStatement" ? statement.expression : undefined;
        if (assigned?.type !== "AssignmentExpression" || assigned.left.type !== "MemberExpression") continue;
        const isField = assigned.left.object.type === "ThisExpression" && memberName(assigned.left) === name;
        if (isField) return this.of(assigned.right);
      }
    }
    return NONE;
  }

  /** The object literal that a constant holds, if it is written out whole. */
  literalOf(object: Node): TSESTree.ObjectExpression | undefined {
    const node = unwrap(object);
    if (node.type !== "Identifier") return undefined;
    const init = this.#facts.bindings.constantInit(this.#facts.bindings.variableOf(node));
    const made = init && unwrap(init);
    return made?.type === "ObjectExpression" && !made.properties.some(({ type }) => type === "SpreadElement")
      ? made
      : undefined;
  }

  /** The second parameter of a registered handler, through which the runtime hands over its own id. */
  #isRuntimeContext(object: Node): boolean {
    const node = unwrap(object);
    const definition = node.type === "Identifier" ? this.#facts.bindings.variableOf(node)?.defs[0] : undefined;
    const fn = definition?.node;
    return isFunction(fn) && this.#facts.handlers.kindOf(fn) === "registered" && fn.params[1] === definition?.name;
  }

  /** Whether a handler lies between a declaration and its use: then every event of the handler shares it. */
  #isBetweenHandlers(declaration: Node, use: Node): boolean {
    const home = enclosingFunction(declaration);
    for (let fn = enclosingFunction(use); fn !== undefined && fn !== home; fn = enclosingFunction(fn)) {
      if (this.#facts.handlers.kindOf(fn) !== undefined) return true;
    }
    return false;
  }
}

function union(sets: readonly IdOrigins[]): IdOrigins {
  return new Set(sets.flatMap((set) => [...set]));
}

/** Whether a mint runs once for many events: in the module, in a field, in a constructor. */
function isOutside(call: Node): boolean {
  const fn = enclosingFunction(call);
  if (fn === undefined) return true;
  return fn.parent.type === "MethodDefinition" && fn.parent.kind === "constructor";
}
