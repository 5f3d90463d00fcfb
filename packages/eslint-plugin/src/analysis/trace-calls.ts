import type { TSESTree } from "@typescript-eslint/utils";
import { DEAD_LETTER_STREAM, STREAM_NAMES } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import { isProtocolObject } from "./sink-calls.js";
import { calleeName, memberName, type Node, receiverOf, stringValue, unwrap } from "./syntax.js";
import type { TraceOptions } from "./trace-options.js";

const WORK = new Set(["doWork", "_doWork", "do_work", "_do_work"]);
const ENTRY = new Set(["processEvent", "process_event"]);
const LOG_LEVELS = new Set(["trace", "debug", "info", "log", "warn", "warning", "error", "fatal", "notice"]);
const CONSOLE_LEVELS = new Set(["info", "log", "warn"]);
const LOGGER_NAME = /^[#_]?(?:log|logger)$|[a-z](?:Log|Logger)$/;
const UUID_VERSION = /^v[1-8]$/;
/** Calls that take the event to look at it, keep it or decode it; the work is elsewhere. */
const NO_WORK =
  /^(?:is|has|should|can|may|must|assert|validate|check|ensure|parse|decode|record|ack|dedupe|deduplicate)(?:[A-Z_]|$)/;

/** Tells what a call does for the hand-off. */
export class TraceCalls {
  readonly #facts: FileFacts;
  readonly #generators: ReadonlySet<string>;
  readonly #loggers: ReadonlySet<string>;
  readonly #helpers: ReadonlySet<string>;
  readonly #publishers: ReadonlySet<string>;

  constructor(facts: FileFacts, options: TraceOptions) {
    this.#facts = facts;
    this.#generators = new Set(options.traceIdGenerators);
    this.#loggers = new Set(options.loggers);
    this.#helpers = new Set(options.handoffHelpers);
    this.#publishers = new Set([
      "publish",
      "xadd",
      "emitevent",
      ...options.publishSinks.map((name) => name.toLowerCase()),
    ]);
  }

  isMint(call: TSESTree.CallExpression): boolean {
    const name = calleeName(call);
    if (name === undefined) return false;
    if (name === "randomUUID" || name === "newTraceId" || /^mint(?:[A-Z_]|$)/.test(name)) return true;
    if (/^uuid/i.test(name) || this.#generators.has(name)) return true;
    const callee = unwrap(call.callee);
    const root = callee.type === "MemberExpression" ? callee.object : callee;
    if (root.type !== "Identifier") return false;
    const origin = this.#facts.bindings.importOf(this.#facts.bindings.variableOf(root));
    const exported = callee.type === "Identifier" && origin?.imported !== "default" ? origin?.imported : name;
    const isUuid = origin === undefined ? callee !== root && root.name === "uuid" : origin.module === "uuid";
    return isUuid && UUID_VERSION.test(exported ?? "");
  }

  /** `logStructured(…)`, `log(…)`, `logger.info(…)`, `this.log.info(…)`, `console.info(…)`. */
  isLog(call: TSESTree.CallExpression): boolean {
    const name = calleeName(call);
    if (name === undefined) return false;
    if (name === "logStructured" || name === "log_structured" || this.#loggers.has(name)) return true;
    const receiver = receiverOf(call);
    const owner = receiver && lastName(receiver);
    if (owner === "console") return CONSOLE_LEVELS.has(name);
    if (LOGGER_NAME.test(name)) return true;
    return owner !== undefined && LOG_LEVELS.has(name) && (LOGGER_NAME.test(owner) || this.#loggers.has(owner));
  }

  /** A variable that was bound to a child logger: `const log = logger.child({ … })`. */
  childLoggerOf(call: TSESTree.CallExpression): TSESTree.CallExpression | undefined {
    const receiver = receiverOf(call);
    const target = receiver && unwrap(receiver);
    if (target?.type !== "Identifier" || !LOG_LEVELS.has(calleeName(call) ?? "")) return undefined;
    const { bindings } = this.#facts;
    const init = bindings.constantInit(bindings.variableOf(target));
    const made = init && unwrap(init);
    return made?.type === "CallExpression" && calleeName(made) === "child" ? made : undefined;
  }

  isHandoffHelper(call: TSESTree.CallExpression): boolean {
    return this.#helpers.has(calleeName(call) ?? "");
  }

  /** `super.processEvent(event)`: the runtime's own hand-off. */
  isInheritedHandoff(call: TSESTree.CallExpression): boolean {
    return ENTRY.has(calleeName(call) ?? "") && receiverOf(call)?.type === "Super";
  }

  isPublish(call: TSESTree.CallExpression): boolean {
    const name = calleeName(call)?.toLowerCase();
    if (name === undefined || !this.#publishers.has(name) || this.#isDeadLetterStream(call.arguments[0])) return false;
    if (name !== "publish") return true;
    const [first, second] = call.arguments;
    const channel = first && stringValue(unwrap(first));
    if (channel === undefined || STREAM_NAMES.has(channel)) return true;
    // A literal channel that is no stream belongs to another bus, unless what is sent is an event of the protocol.
    const sent = second && unwrap(second);
    return sent?.type === "ObjectExpression" ? isProtocolObject(sent, this.#facts) : sent?.type === "Identifier";
  }

  isDeadLetter(call: TSESTree.CallExpression): boolean {
    const name = calleeName(call) ?? "";
    const owner = lastName(receiverOf(call));
    return (
      /dead_?letter|dlq/i.test(name) ||
      /dead_?letter|dlq/i.test(owner ?? "") ||
      this.#isDeadLetterStream(call.arguments[0])
    );
  }

  isNamedWork(call: TSESTree.CallExpression): boolean {
    return WORK.has(calleeName(call) ?? "");
  }

  /** An awaited call that may be the work: a look at the event in a guard is not. */
  isAwaitedWork(call: TSESTree.CallExpression): boolean {
    let outer: Node = call;
    while (outer.parent?.type === "ChainExpression") outer = outer.parent;
    if (outer.parent?.type !== "AwaitExpression" || NO_WORK.test(calleeName(call) ?? "")) return false;
    if (this.isHandoffHelper(call) || this.isInheritedHandoff(call)) return false;
    if (this.isLog(call) || this.isMint(call) || this.isPublish(call) || this.isDeadLetter(call)) return false;
    return !isGuard(outer.parent);
  }

  #isDeadLetterStream(node: Node | undefined): boolean {
    if (node === undefined) return false;
    const inner = unwrap(node);
    if (inner.type === "MemberExpression" && memberName(inner) === "DLQ_EVENTS") return true;
    return (stringValue(inner) ?? this.#facts.keys.of(inner)?.key) === DEAD_LETTER_STREAM;
  }
}

/** Whether an expression decides a branch. */
function isGuard(node: Node): boolean {
  const { parent } = node;
  if (
    parent?.type === "UnaryExpression" ||
    parent?.type === "LogicalExpression" ||
    parent?.type === "BinaryExpression"
  ) {
    return isGuard(parent);
  }
  return (parent?.type === "IfStatement" || parent?.type === "ConditionalExpression") && parent.test === node;
}

function lastName(node: Node | undefined): string | undefined {
  const inner = node && unwrap(node);
  if (inner?.type === "Identifier") return inner.name;
  return inner?.type === "MemberExpression" ? memberName(inner) : undefined;
}
