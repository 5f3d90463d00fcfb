import type { TSESTree } from "@typescript-eslint/utils";
import { EventFlow } from "./event-flow.js";
import { EventKeepers, HANDED_OVER, WORK } from "./event-keepers.js";
import type { FileFacts } from "./file-facts.js";
import { callbackOf, GuardedParts, isAddition, type Recovery, USE, WORKING } from "./guarded-parts.js";
import { LossPaths } from "./loss-paths.js";
import { enclosingTries, PathSummaries } from "./path-summaries.js";
import {
  calleeName,
  enclosingClass,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  leavesEarly,
  type Node,
} from "./syntax.js";
import { TraceCalls } from "./trace-calls.js";
import { DEFAULT_TRACE_OPTIONS } from "./trace-options.js";

export interface LossOptions {
  /** Imported functions that hand an event to the dead letters. */
  readonly handoffHelpers: readonly string[];
  /** Functions, beyond the known ones, that publish their argument. */
  readonly publishSinks: readonly string[];
}

/** The nodes of a file that the judge looks at. */
export interface LossNodes {
  readonly calls: readonly TSESTree.CallExpression[];
  readonly clauses: readonly TSESTree.CatchClause[];
  readonly returns: readonly TSESTree.ReturnStatement[];
  readonly throws: readonly TSESTree.ThrowStatement[];
  readonly writes: readonly TSESTree.AssignmentExpression[];
  /** The identifiers inside of `try` blocks. */
  readonly identifiers: readonly TSESTree.Identifier[];
}

/** Where an event is lost: a catch clause, the name of a `.catch(…)`, or a `return` in a `finally`. */
export type Loss = TSESTree.CatchClause | TSESTree.ReturnStatement | TSESTree.MemberExpression["property"];

const TEST_CALLS = /^(?:it|test|describe|suite|bench|(?:before|after)(?:Each|All)?)$/;

/** Judges whether the failures that a file catches lose the event. */
export class LossJudge {
  readonly #facts: FileFacts;
  readonly #nodes: LossNodes;
  readonly #keepers: EventKeepers;
  readonly #paths: PathSummaries;
  readonly #parts: GuardedParts;
  readonly #losses: LossPaths;
  #handled: ReadonlyMap<FunctionNode, FunctionNode> | undefined;

  constructor(facts: FileFacts, graphs: PathSummaries["graphs"], given: { nodes: LossNodes; options: LossOptions }) {
    const { nodes, options } = given;
    const calls = new TraceCalls(facts, { ...DEFAULT_TRACE_OPTIONS, publishSinks: options.publishSinks });
    const events = new EventFlow(facts);
    this.#facts = facts;
    this.#nodes = nodes;
    this.#keepers = new EventKeepers(facts, calls, { events, helpers: options.handoffHelpers });
    this.#paths = new PathSummaries(graphs, facts.bindings, { own: (node) => this.#keepers.facts(node) });
    this.#parts = new GuardedParts(facts.bindings);
    this.#losses = new LossPaths(facts, this.#paths);
    this.#noteAll(events);
  }

  losses(): readonly Loss[] {
    return [
      ...this.#nodes.clauses.filter((clause) => this.#isLossy(clause, clause.parent)),
      ...this.#nodes.calls.flatMap((call) => {
        const callback = callbackOf(call);
        if (callback === undefined || call.callee.type !== "MemberExpression") return [];
        return this.#handlerOf(call) && this.#isLossy(callback, call) ? [call.callee.property] : [];
      }),
      ...this.#nodes.returns.filter((statement) => this.#isCuttingShort(statement)),
    ].filter((loss) => !this.#facts.marks.covers(loss));
  }

  #noteAll(events: EventFlow): void {
    for (const call of this.#nodes.calls) {
      if (this.#keepers.isBreakerCall(call)) this.#parts.noteBreaker(call);
      const occurs = this.#paths.occursIn(call);
      if (occurs & WORK) this.#parts.note(call, WORKING);
      if (occurs & HANDED_OVER) this.#parts.noteLeaving(call);
      if (isAddition(call)) this.#parts.noteWrite(call);
    }
    for (const write of this.#nodes.writes) this.#parts.noteWrite(write);
    for (const statement of this.#nodes.throws) this.#parts.noteLeaving(statement);
    for (const use of this.#nodes.identifiers) {
      if (events.isEvent(use) || this.#isPartOfEvent(use)) this.#parts.note(use, USE);
    }
  }

  /** A name that the handler's own parameter takes out of the event. */
  #isPartOfEvent(use: TSESTree.Identifier): boolean {
    const [definition] = this.#facts.bindings.variableOf(use)?.defs ?? [];
    if (definition === undefined || !isFunction(definition.node)) return false;
    const [event] = definition.node.params;
    const { range } = definition.name;
    const isInside = event !== undefined && event.range[0] <= range[0] && range[1] <= event.range[1];
    return isInside && this.#facts.handlers.kindOf(definition.node) !== undefined;
  }

  /** Whether a recovery, which a `try` statement or a call of `.catch` makes, loses the event. */
  #isLossy(recovery: Recovery, guarded: Node): boolean {
    const weight = this.#parts.weightOf(guarded);
    const fn = isFunction(recovery) ? recovery : enclosingFunction(recovery);
    if (weight === 0 || fn === undefined || !this.#isConcerned(guarded)) return false;
    // What comes after the work takes nothing from the event.
    if (weight === USE && this.#losses.factsBefore(guarded) & WORK) return false;
    const block = guarded.type === "TryStatement" ? guarded.block : undefined;
    if (this.#parts.isRemembered(recovery, block, guarded.range[1])) return false;
    const isReplaced = weight === USE || this.#parts.writesOutside(recovery) || this.#losses.hasValue(recovery);
    const isFinal = weight === WORKING && !isRepeated(guarded);
    return this.#losses.isLost({ fn, recovery, end: guarded.range[1], isReplaced, isFinal });
  }

  /** Whether a `try` is in a handler, or around a breaker's call. */
  #isConcerned(guarded: Node): boolean {
    const handler = this.#handlerOf(guarded);
    if (handler === undefined) return this.#parts.holdsBreaker(guarded) && !isInTest(guarded);
    // Others call a function so as well.
    const isOurs = this.#facts.handlers.takesPart || enclosingClass(handler) !== undefined;
    return isOurs || this.#parts.weightOf(guarded) === WORKING;
  }

  /** The handler that a node stands in, be it in a closure or in a function of this file that the handler runs. */
  #handlerOf(node: Node): FunctionNode | undefined {
    this.#handled ??= this.#runByHandlers();
    let fn = enclosingFunction(node);
    while (fn && !this.#handled.has(fn)) fn = enclosingFunction(fn);
    return fn && this.#handled.get(fn);
  }

  /** The functions that handlers run, each with a handler that does. */
  #runByHandlers(): ReadonlyMap<FunctionNode, FunctionNode> {
    const run = new Map<FunctionNode, FunctionNode>();
    for (const fn of this.#paths.graphs.keys()) {
      if (this.#facts.handlers.kindOf(fn) !== undefined) run.set(fn, fn);
    }
    // What is added to the map on the way is visited as well.
    for (const [fn, handler] of run) {
      for (const callee of this.#paths.calleesOf(fn)) if (!run.has(callee)) run.set(callee, handler);
    }
    return run;
  }

  /** A `return` in a `finally` throws away what was thrown. */
  #isCuttingShort(statement: TSESTree.ReturnStatement): boolean {
    return enclosingTries(statement).some(
      ({ statement: guarded, part }) =>
        part === guarded.finalizer &&
        guarded.handler === null &&
        this.#parts.weightOf(guarded) > 0 &&
        this.#isConcerned(guarded),
    );
  }
}

/** Whether a loop around a `try` may attempt it again. */
function isRepeated(guarded: Node): boolean {
  const isLeft = guarded.type === "TryStatement" && leavesEarly(guarded.block);
  for (let node = guarded; node.parent && !isFunction(node.parent); node = node.parent) {
    const { type } = node.parent;
    if (type === "WhileStatement" || type === "DoWhileStatement" || type === "ForStatement") return true;
    if (isLeft && (type === "ForOfStatement" || type === "ForInStatement")) return true;
  }
  return false;
}

function isInTest(node: Node): boolean {
  for (let inner: Node | undefined = node; inner; inner = inner.parent) {
    if (inner.type === "CallExpression" && TEST_CALLS.test(calleeName(inner) ?? "")) return true;
  }
  return false;
}
