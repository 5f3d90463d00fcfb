import type { TSESTree } from "@typescript-eslint/utils";
import type { EventFlow } from "./event-flow.js";
import type { FileFacts } from "./file-facts.js";
import type { Facts } from "./must-facts.js";
import { enclosingTries } from "./path-summaries.js";
import {
  calleeName,
  type ClassNode,
  enclosingClass,
  isStaticCall,
  keyName,
  memberName,
  type Node,
  receiverOf,
  unwrap,
} from "./syntax.js";
import type { TraceCalls } from "./trace-calls.js";

/** The event is safe: handed to the dead letters, queued again, refused, or worked on once more. */
export const KEPT: Facts = 1;
/** The event's own work is done here: named work, a publish, a breaker's call. */
export const WORK: Facts = 2;
/** The event was handed to the dead letters. */
export const HANDED_OVER: Facts = 4;

/** The event is safe whatever follows: handed over, queued again, or refused. */
export const SAVED: Facts = 8;

const READING =
  /^(?:list|inspect|get|has|is|find|peek|read|count|size|length|depth|stats|purge|discard|replay|xlen|xinfo|xrange|xrevrange|xread|xreadgroup|xpending|xdel|xtrim|xack)/i;
const KEEPING = /^[#_]?(?:reject|nack|requeue|retry|reschedule|scheduleRetry)(?:[A-Z_]|$)/;

/** Tells which calls keep an event from being lost. */
export class EventKeepers {
  readonly #facts: FileFacts;
  readonly #calls: TraceCalls;
  readonly #events: EventFlow;
  readonly #helpers: ReadonlySet<string>;
  readonly #fields = new Map<ClassNode, Map<string, ReadonlySet<string>>>();

  constructor(
    facts: FileFacts,
    calls: TraceCalls,
    { events, helpers }: { events: EventFlow; helpers: readonly string[] },
  ) {
    this.#facts = facts;
    this.#calls = calls;
    this.#events = events;
    this.#helpers = new Set(helpers);
  }

  /** What a node does for the event by itself. */
  facts(node: Node): Facts {
    if (node.type !== "CallExpression") return 0;
    const name = calleeName(node) ?? "";
    if (this.#helpers.has(name) || this.#isDeadLetter(node, name)) return KEPT | SAVED | HANDED_OVER;
    if (KEEPING.test(name) || isStaticCall(node, "process", ["exit", "abort"])) return KEPT | SAVED;
    if (this.#calls.isPublish(node) || this.#calls.isNamedWork(node)) return KEPT | WORK;
    if (this.#calls.isInheritedHandoff(node)) return KEPT | WORK;
    // In a catch, a call that gets the event may as well write it to a log.
    const isTried = this.isBreakerCall(node) || this.isWork(node);
    return isTried && !isInCatch(node) ? KEPT | (this.isBreakerCall(node) ? WORK : 0) : 0;
  }

  /** An awaited call that gets the event whole. */
  isWork(call: TSESTree.CallExpression): boolean {
    return this.#calls.isAwaitedWork(call) && call.arguments.some((argument) => this.#events.isEvent(argument));
  }

  /** `this.breaker.call(…)`, by the breaker's name or by what it was built with. */
  isBreakerCall(call: TSESTree.CallExpression): boolean {
    const receiver = receiverOf(call);
    return (
      receiver !== undefined &&
      calleeName(call) === "call" &&
      (/breaker/i.test(lastName(receiver) ?? "") || this.#isBuiltWith(receiver, "AgentCircuitBreaker"))
    );
  }

  #isDeadLetter(call: TSESTree.CallExpression, name: string): boolean {
    if (READING.test(name)) return false;
    const receiver = receiverOf(call);
    return this.#calls.isDeadLetter(call) || (receiver !== undefined && this.#isBuiltWith(receiver, "DeadLetterQueue"));
  }

  /** Whether a variable, or a field of the class, holds a `new` instance of a class. */
  #isBuiltWith(receiver: Node, className: string): boolean {
    const target = unwrap(receiver);
    const { bindings } = this.#facts;
    if (target.type === "Identifier") return isNew(bindings.constantInit(bindings.variableOf(target)), className);
    if (target.type !== "MemberExpression" || target.object.type !== "ThisExpression") return false;
    const owner = enclosingClass(target);
    const name = memberName(target);
    return owner !== undefined && name !== undefined && this.#fieldsOf(owner, className).has(name);
  }

  #fieldsOf(owner: ClassNode, className: string): ReadonlySet<string> {
    const known = this.#fields.get(owner) ?? new Map<string, ReadonlySet<string>>();
    this.#fields.set(owner, known);
    const fields = known.get(className) ?? new Set(builtFields(owner, className));
    known.set(className, fields);
    return fields;
  }
}

/** The fields of a class that its declarations or its constructor build with another class. */
function builtFields(owner: ClassNode, className: string): readonly string[] {
  return owner.body.body.flatMap((member) => {
    if (member.type === "PropertyDefinition") return isNew(member.value, className) ? (keyName(member) ?? []) : [];
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") return [];
    return (member.value.body?.body ?? []).flatMap((statement) => {
      const assignment = statement.type === "ExpressionStatement" ? statement.expression : undefined;
      if (assignment?.type !== "AssignmentExpression" || assignment.left.type !== "MemberExpression") return [];
      const isOwn = assignment.left.object.type === "ThisExpression" && isNew(assignment.right, className);
      return isOwn ? (memberName(assignment.left) ?? []) : [];
    });
  });
}

function isNew(node: Node | null | undefined, className: string): boolean {
  const made = node && unwrap(node);
  return made?.type === "NewExpression" && lastName(made.callee) === className;
}

function isInCatch(node: Node): boolean {
  return enclosingTries(node).some(({ statement, part }) => part === statement.handler);
}

function lastName(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  return inner.type === "MemberExpression" ? memberName(inner) : undefined;
}
