import type { TSESTree } from "@typescript-eslint/utils";
import { TRACE_ID_KEY } from "../registry.js";
import type { EventFlow } from "./event-flow.js";
import type { FileFacts } from "./file-facts.js";
import { entryStart } from "./flat-fields.js";
import { payloadPosition } from "./sink-calls.js";
import { calleeName, type Node, returnedExpressions, unwrap } from "./syntax.js";
import type { TraceIds } from "./trace-ids.js";
import { type IdOrigins, INCOMING, NO_ORIGINS } from "./trace-origins.js";

/** The trace id that a published object carries. */
export interface CarriedTrace {
  /** Whether the object has a trace id; `unknown` where the object is not seen whole. */
  readonly presence: "yes" | "no" | "unknown";
  readonly origins: IdOrigins;
  /** The property, spread or argument that carries the id, if it stands in the call itself. */
  readonly carrier: Node | undefined;
  /** The value of the id. */
  readonly value: Node | undefined;
  /** The literal, or the call with flat fields, that has no trace id. */
  readonly lacking: TSESTree.ObjectExpression | TSESTree.CallExpression | undefined;
}

const UNKNOWN: CarriedTrace = {
  presence: "unknown",
  origins: NO_ORIGINS,
  carrier: undefined,
  value: undefined,
  lacking: undefined,
};
const ABSENT: CarriedTrace = { ...UNKNOWN, presence: "no" };
const WRAPPERS = new Set(["encodeEvent", "stringify", "structuredClone", "freeze"]);

/** Reads the trace id off what a call publishes. */
export class PublishedTraces {
  readonly #facts: FileFacts;
  readonly #ids: TraceIds;
  readonly #events: EventFlow;

  constructor(facts: FileFacts, ids: TraceIds, events: EventFlow) {
    this.#facts = facts;
    this.#ids = ids;
    this.#events = events;
  }

  /** The trace id that a publishing call sends. */
  of(call: TSESTree.CallExpression): CarriedTrace {
    const start = calleeName(call)?.toLowerCase() === "xadd" ? entryStart(call) : payloadPosition(call);
    const sent = start === undefined ? undefined : call.arguments[start];
    if (start === undefined || sent === undefined) return UNKNOWN;
    if (sent.type === "SpreadElement") {
      const whole = call.arguments.length === start + 1 ? flattened(sent.argument) : undefined;
      return whole === undefined ? UNKNOWN : this.#inCall(call, this.#ofObject(whole, 0));
    }
    const isFlat = calleeName(call)?.toLowerCase() === "xadd" && call.arguments.length > start + 1;
    const carried =
      isFlat && call.arguments[start + 1]?.type !== "ObjectExpression"
        ? this.#ofFlat(call, call.arguments.slice(start))
        : this.#ofObject(sent, 0);
    return this.#inCall(call, carried);
  }

  #inCall(call: TSESTree.CallExpression, carried: CarriedTrace): CarriedTrace {
    const isInCall =
      carried.carrier && call.range[0] <= carried.carrier.range[0] && carried.carrier.range[1] <= call.range[1];
    return isInCall === true ? carried : { ...carried, carrier: undefined };
  }

  #ofFlat(call: TSESTree.CallExpression, fields: readonly TSESTree.CallExpressionArgument[]): CarriedTrace {
    for (let index = 0; index < fields.length; index += 2) {
      const [key, value] = [fields[index], fields[index + 1]];
      if (key === undefined || key.type === "SpreadElement" || value === undefined) return UNKNOWN;
      const spelt = this.#facts.keys.of(key)?.key;
      if (spelt === undefined) return UNKNOWN;
      if (spelt === TRACE_ID_KEY) return this.#yes(value, value);
    }
    return { ...ABSENT, lacking: call };
  }

  #ofObject(expression: Node, depth: number): CarriedTrace {
    const node = unwrap(expression);
    if (depth > 5) return UNKNOWN;
    if (this.#events.isEvent(node) && node.type !== "ObjectExpression") {
      return { ...UNKNOWN, presence: "yes", origins: INCOMING, carrier: expression };
    }
    switch (node.type) {
      case "ObjectExpression":
        return this.#ofLiteral(node, depth);
      case "Identifier":
        return this.#ofVariable(node, depth);
      case "CallExpression":
        return this.#ofCall(node, depth);
      default:
        return UNKNOWN;
    }
  }

  #ofLiteral(literal: TSESTree.ObjectExpression, depth: number): CarriedTrace {
    let carried: CarriedTrace = { ...ABSENT, lacking: literal };
    for (const property of literal.properties) {
      if (property.type === "SpreadElement") {
        const spread = this.#ofObject(property.argument, depth + 1);
        if (spread.presence !== "no") carried = { ...spread, carrier: property };
        continue;
      }
      const key = this.#facts.keys.ofProperty(property);
      if (key === TRACE_ID_KEY) carried = this.#yes(property.value, property);
      else if (key === undefined && property.computed && carried.presence === "no") {
        // A member of a registry whose values are not known may well be the trace id.
        const member = this.#facts.references.memberOf(property.key)?.member;
        carried = member === undefined || member === "TRACE_ID" ? UNKNOWN : carried;
      }
    }
    return carried;
  }

  #ofVariable(node: TSESTree.Identifier, depth: number): CarriedTrace {
    const { bindings } = this.#facts;
    const variable = bindings.variableOf(node);
    const init = bindings.constantInit(variable);
    if (variable === undefined || init === undefined) return UNKNOWN;
    for (const { identifier } of variable.references) {
      const target = identifier.parent;
      if (target.type !== "MemberExpression" || target.parent.type !== "AssignmentExpression") continue;
      const key = this.#facts.keys.ofMember(target);
      if (target.parent.left === target && key === TRACE_ID_KEY) return this.#yes(target.parent.right, target);
    }
    const carried = this.#ofObject(init, depth + 1);
    // Somebody else may have put it there: `Object.assign(out, trace)`, `stamp(out)`.
    const isHandedOn = variable.references.some(
      ({ identifier }) => identifier !== node && identifier.parent.type === "CallExpression",
    );
    return carried.presence === "no" && isHandedOn ? UNKNOWN : carried;
  }

  #ofCall(call: TSESTree.CallExpression, depth: number): CarriedTrace {
    const [first] = call.arguments;
    if (WRAPPERS.has(calleeName(call) ?? "") && first) return this.#ofObject(first, depth + 1);
    const fn = this.#facts.bindings.functionOf(call.callee);
    const returned = fn ? returnedExpressions(fn) : [];
    const [only] = returned;
    if (only === undefined || returned.length > 1 || unwrap(only).type !== "ObjectExpression") return UNKNOWN;
    const carried = this.#ofObject(only, depth + 1);
    const argument = call.arguments.find((each) => this.#ids.of(each).has("incoming"));
    return { ...carried, origins: this.#ids.substitute(carried.origins, call), carrier: argument };
  }

  #yes(value: Node, carrier: Node): CarriedTrace {
    return { presence: "yes", origins: this.#ids.of(value), carrier, value, lacking: undefined };
  }
}

/** The object whose fields a list holds: `Object.entries(event).flat()`. */
function flattened(list: Node): TSESTree.CallExpressionArgument | undefined {
  const flat = unwrap(list);
  if (flat.type !== "CallExpression" || calleeName(flat) !== "flat" || flat.callee.type !== "MemberExpression") {
    return undefined;
  }
  const entries = unwrap(flat.callee.object);
  const isEntries = entries.type === "CallExpression" && calleeName(entries) === "entries";
  return isEntries ? entries.arguments[0] : undefined;
}
