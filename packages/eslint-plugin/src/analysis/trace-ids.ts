import type { TSESTree } from "@typescript-eslint/utils";
import { TRACE_ID_KEY } from "../registry.js";
import type { Variable } from "./bindings.js";
import type { EventFlow } from "./event-flow.js";
import type { FieldWrites } from "./field-writes.js";
import type { FileFacts } from "./file-facts.js";
import {
  calleeName,
  defaultOf,
  enclosingClass,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  type Node,
  parameterPattern,
  receiverOf,
  returnedExpressions,
  unwrap,
} from "./syntax.js";
import type { TraceCalls } from "./trace-calls.js";
import {
  comesFrom,
  CONTINUED,
  type IdOrigins,
  INCOMING,
  mintedAt,
  NO_ORIGINS,
  parameterOf,
  RUNTIME_MINT,
  seenByCaller,
  shared,
  sharedAt,
  union,
} from "./trace-origins.js";
import { assignmentsTo, lastAssignment, type Writes } from "./variable-writes.js";

/** Longer chains of names and calls are generated code. */
const MAX_DEPTH = 150;
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

/** The analyses that tell where ids come from. */
export interface IdSources {
  readonly calls: TraceCalls;
  readonly events: EventFlow;
  readonly fields: FieldWrites;
}

/** Tells which trace id an expression holds. */
export class TraceIds {
  readonly #facts: FileFacts;
  readonly #calls: TraceCalls;
  readonly #events: EventFlow;
  readonly #fields: FieldWrites;
  readonly #known = new Map<Node, IdOrigins>();
  readonly #writes = new Map<Variable, Writes>();
  #depth = 0;

  constructor(facts: FileFacts, { calls, events, fields }: IdSources) {
    this.#facts = facts;
    this.#calls = calls;
    this.#events = events;
    this.#fields = fields;
  }

  of(expression: Node): IdOrigins {
    const known = this.#known.get(expression);
    if (known) return known;
    if (this.#depth > MAX_DEPTH) return NO_ORIGINS;
    this.#known.set(expression, NO_ORIGINS);
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
        return variable ? this.#ofVariable(variable, node) : NO_ORIGINS;
      }
      case "MemberExpression":
        return this.#ofMember(node);
      case "CallExpression":
        return this.#ofCall(node);
      case "TemplateLiteral":
        return node.expressions.length === 1 ? this.of(node.expressions[0] as Node) : NO_ORIGINS;
      case "LogicalExpression":
        return this.#choice(node.operator === "&&" ? undefined : node.left, node.left, node.right);
      case "ConditionalExpression":
        return this.#choice(node.test, node.consequent, node.alternate);
      case "AssignmentExpression":
        return this.of(node.operator === "=" ? node.right : node.left);
      default:
        return NO_ORIGINS;
    }
  }

  /** A choice between the incoming id and a mint that hangs on the incoming id is the id of the sender, continued. */
  #choice(test: Node | undefined, left: Node, right: Node): IdOrigins {
    const origins = union([this.of(left), this.of(right)]);
    if (!origins.has("incoming") || !comesFrom(origins, "minted") || test === undefined) return origins;
    return this.mentionsIncoming(test) ? CONTINUED : origins;
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
    if (this.isRead(node)) return INCOMING;
    const name = this.#facts.keys.ofMember(node);
    if (name === undefined) return NO_ORIGINS;
    if (node.object.type === "ThisExpression") return this.#ofField(node, name);
    const own = this.literalOf(node.object)?.properties.find(
      (property): property is TSESTree.Property =>
        property.type === "Property" && this.#facts.keys.ofProperty(property) === name,
    );
    if (own) return this.of(own.value);
    if (!/^trace_?id$/i.test(name)) return NO_ORIGINS;
    return this.#isRuntimeContext(node.object) ? RUNTIME_MINT : NO_ORIGINS;
  }

  #ofCall(call: TSESTree.CallExpression): IdOrigins {
    if (this.#calls.isMint(call)) return isOutside(call) ? sharedAt(call) : mintedAt(call);
    if (this.#calls.isHandoffHelper(call)) return mintedAt(call);
    if (this.isRead(call)) return INCOMING;
    const [first] = call.arguments;
    if (calleeName(call) === "String" && first) return this.of(first);
    const receiver = receiverOf(call);
    if (receiver && CONVERSIONS.has(calleeName(call) ?? "")) return this.of(receiver);
    const fn = this.#facts.bindings.functionOf(call.callee);
    if (fn === undefined) return NO_ORIGINS;
    return this.substitute(union(returnedExpressions(fn).map((expression) => this.of(expression))), call);
  }

  /** Origins as the caller of a function sees them. */
  substitute(origins: IdOrigins, call: TSESTree.CallExpression): IdOrigins {
    const fn = this.#facts.bindings.functionOf(call.callee);
    if (fn === undefined) return origins;
    return seenByCaller(origins, { fn, call }, (index) => {
      const argument = call.arguments[index] ?? defaultOf(fn, index);
      return argument ? this.of(argument) : NO_ORIGINS;
    });
  }

  #ofVariable(variable: Variable, use: Node): IdOrigins {
    const [definition] = variable.defs;
    if (definition === undefined) return NO_ORIGINS;
    const writes: Writes = this.#writes.get(variable) ?? { assignments: assignmentsTo(variable), origins: new Map() };
    this.#writes.set(variable, writes);
    const last = lastAssignment(writes.assignments, use);
    const origins = writes.origins.get(last) ?? this.#writtenTo(definition, writes, last);
    if (!comesFrom(origins, "minted") || !this.#isBetweenHandlers(definition.node, use)) return origins;
    return shared(origins);
  }

  /** What a variable may hold once its last assignment that must have run is over. */
  #writtenTo(
    definition: Variable["defs"][number],
    { assignments, origins: known }: Writes,
    last: TSESTree.AssignmentExpression | undefined,
  ): IdOrigins {
    known.set(last, NO_ORIGINS);
    let origins = last ? this.of(last.right) : this.#declared(definition.name, definition.node);
    for (const assignment of last ? assignments.slice(assignments.indexOf(last) + 1) : assignments) {
      const written = this.of(assignment.right);
      const isContinued = assignment.operator !== "=" && origins.has("incoming") && comesFrom(written, "minted");
      origins = isContinued ? CONTINUED : union([origins, written]);
    }
    known.set(last, origins);
    return origins;
  }

  #declared(name: Node, declaration: Node): IdOrigins {
    const { parent } = name;
    if (parent?.type === "Property" && parent.parent.type === "ObjectPattern") {
      if (this.isRead(parent)) return INCOMING;
      return declaration.type === "VariableDeclarator" ? this.#destructured(parent, declaration.init) : NO_ORIGINS;
    }
    if (declaration.type === "VariableDeclarator") {
      return declaration.id === name && declaration.init ? this.of(declaration.init) : NO_ORIGINS;
    }
    return isFunction(declaration) ? this.#ofParameter(declaration, name) : NO_ORIGINS;
  }

  /** A part of an object that a local function returns: `const { current } = this.begin(event)`. */
  #destructured(property: TSESTree.Property, init: Node | null): IdOrigins {
    const source = init && unwrap(init);
    const key = this.#facts.keys.ofProperty(property);
    if (source?.type === "CallExpression") {
      if (this.#calls.isHandoffHelper(source)) return /incoming/i.test(key ?? "") ? INCOMING : mintedAt(source);
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
    if (index === -1 || this.#events.isEventParameter(fn, index)) return NO_ORIGINS;
    const kind = this.#facts.handlers.kindOf(fn);
    if (kind === "work" && index === 1) return RUNTIME_MINT;
    if (kind === undefined) return parameterOf(fn, index);
    // A handler is called with its event only.
    const standIn = defaultOf(fn, index);
    return standIn ? this.of(standIn) : NO_ORIGINS;
  }

  #ofField(node: TSESTree.MemberExpression, name: string): IdOrigins {
    const owner = enclosingClass(node);
    return owner ? union(this.#fields.of(owner, name).map((written) => this.of(written))) : NO_ORIGINS;
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
    const home = isFunction(declaration) ? declaration : enclosingFunction(declaration);
    for (let fn = enclosingFunction(use); fn !== undefined && fn !== home; fn = enclosingFunction(fn)) {
      if (this.#facts.handlers.kindOf(fn) !== undefined) return true;
    }
    return false;
  }
}

/** Whether a mint runs once for many events: in the module, in a field, in a constructor. */
function isOutside(call: Node): boolean {
  const fn = enclosingFunction(call);
  if (fn === undefined) return true;
  return fn.parent.type === "MethodDefinition" && fn.parent.kind === "constructor";
}
