import type { PathGraph, Segment } from "./code-paths.js";
import { KEPT, SAVED } from "./event-keepers.js";
import type { FileFacts } from "./file-facts.js";
import type { Recovery } from "./guarded-parts.js";
import { hasEntry } from "./handlers.js";
import type { Facts } from "./must-facts.js";
import type { PathEnd, PathSummaries } from "./path-summaries.js";
import {
  calleeName,
  enclosingClass,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  type Node,
  returnedExpressions,
  unwrap,
  wrapped,
} from "./syntax.js";

/** What becomes of an event when a function, or a part of one, has ended. */
interface Outcome {
  /** Whether the handler may then end with nothing done for the event. */
  readonly isLost: boolean;
  /** Whether work on it may follow. */
  readonly goesOn: boolean;
  /** Whether the handler may then end without the event being handed over, whatever else it does. */
  readonly isUnsaved: boolean;
  /** Whether somebody looks at what the function returns. */
  readonly isAnswered: boolean;
}

/** A recovery to judge: its function, where the code that it guards ends, and whether it makes up for what failed. */
interface Question {
  readonly fn: FunctionNode;
  readonly recovery: Recovery;
  readonly end: number;
  readonly isReplaced: boolean;
  /** Whether what failed is not attempted again. */
  readonly isFinal: boolean;
}

/** The paths of one function that end with nothing done for the event. */
interface LossMap {
  readonly outcome: Outcome;
  readonly initial: Segment;
  readonly catches: ReadonlyMap<Node, readonly Segment[]>;
  /** From where such a path leads to the end of the handler. */
  readonly lost: ReadonlySet<Segment>;
  /** From where a path leads to the end of the handler on which nobody is handed the event. */
  readonly unsaved: ReadonlySet<Segment>;
  /** From where one leads to a `return` in a catch. */
  readonly givenUp: ReadonlySet<Segment>;
  /** The last place that may be reached at which something is done for an event. */
  readonly lastWork: ReadonlyMap<Segment, number>;
  /** Where each node is evaluated. */
  readonly places: ReadonlyMap<Node, { readonly segment: Segment; readonly index: number }>;
}

const MAX_DEPTH = 150;
const OUTSIDE: Outcome = { isLost: true, goesOn: true, isUnsaved: false, isAnswered: true };
const AT_THE_END: Outcome = { isLost: true, goesOn: false, isUnsaved: true, isAnswered: false };
const SAFE: Outcome = { isLost: false, goesOn: true, isUnsaved: false, isAnswered: true };

/** Tells on which paths an event is lost once something has failed. */
export class LossPaths {
  readonly #facts: FileFacts;
  readonly #paths: PathSummaries;
  readonly #maps = new Map<FunctionNode, LossMap | undefined>();
  #depth = 0;

  constructor(facts: FileFacts, paths: PathSummaries) {
    this.#facts = facts;
    this.#paths = paths;
  }

  /** What holds when a node is reached. */
  factsBefore(node: Node): Facts {
    const fn = enclosingFunction(node);
    const place = fn && this.#mapOf(fn)?.places.get(node);
    const graph = fn && this.#paths.graphs.get(fn);
    if (fn === undefined || place === undefined || graph === undefined) return 0;
    const earlier = graph.nodesOf(place.segment).slice(0, place.index);
    return earlier.reduce(
      (held, each) => held | this.#paths.gives(each),
      this.#paths.of(fn).facts.before(place.segment),
    );
  }

  /** Whether the event is lost on some path that a recovery starts. */
  isLost({ fn, recovery, end, isReplaced, isFinal }: Question): boolean {
    const map = this.#mapOf(fn);
    if (map === undefined) return false;
    const starts = isFunction(recovery) ? [map.initial] : (map.catches.get(recovery) ?? []);
    if (starts.some((segment) => map.givenUp.has(segment))) return true;
    const lost = starts.filter((segment) => map.lost.has(segment));
    if (map.outcome.isAnswered && this.hasValue(recovery)) return false;
    if (!isReplaced) return lost.length > 0 || (isFinal && this.#isUnsavedAfter(recovery, { fn, starts }));
    return lost.some((segment) => !map.outcome.goesOn && (map.lastWork.get(segment) ?? 0) < end);
  }

  /** Whether the code that a recovery goes on to, with nothing done in it, saves the event on no path to some end. */
  #isUnsavedAfter(
    recovery: Recovery,
    { fn, starts }: { readonly fn: FunctionNode; readonly starts: readonly Segment[] },
  ): boolean {
    const [map, graph] = [this.#mapOf(fn), this.#paths.graphs.get(fn)];
    if (map === undefined || graph === undefined) return false;
    const ends = this.#paths.of(fn).ends.filter((end) => isFunction(recovery) && (end.finally & KEPT) === 0);
    const isKept = (segment: Segment): boolean => graph.nodesOf(segment).some((node) => this.#paths.gives(node) & KEPT);
    const within = new Set(starts);
    // What is added to the set on the way is visited as well.
    for (const segment of within) {
      if (isKept(segment)) continue;
      if (map.outcome.isUnsaved && ends.some((end) => end.segment === segment)) return true;
      for (const next of segment.nextSegments) {
        const start = graph.startOf(next);
        if (start && isWithin(start, recovery)) within.add(next);
        else if (start?.type !== "CatchClause" && map.unsaved.has(next)) return true;
      }
    }
    return false;
  }

  /** Whether a recovery hands a value of its own to the code around it. */
  hasValue(recovery: Recovery): boolean {
    if (isFunction(recovery)) return returnedExpressions(recovery).some((value) => isValue(value));
    const fn = enclosingFunction(recovery);
    if (fn === undefined || this.#mapOf(fn)?.outcome === AT_THE_END) return false;
    return this.#paths
      .of(fn)
      .ends.some(({ node }) => isWithin(node, recovery) && node.type === "ReturnStatement" && isValue(node.argument));
  }

  #mapOf(fn: FunctionNode): LossMap | undefined {
    if (this.#maps.has(fn)) return this.#maps.get(fn);
    const graph = this.#paths.graphs.get(fn);
    if (graph === undefined || this.#depth > MAX_DEPTH) return undefined;
    this.#maps.set(fn, undefined);
    this.#depth += 1;
    const map = this.#draw(graph);
    this.#depth -= 1;
    this.#maps.set(fn, map);
    return map;
  }

  #draw(graph: PathGraph): LossMap {
    const outcome = this.#outcomeOf(graph.fn);
    const open = this.#paths.of(graph.fn).ends.filter((end) => (end.finally & KEPT) === 0);
    const places = new Map<Node, { readonly segment: Segment; readonly index: number }>();
    const keeping = new Set<Segment>();
    const saving = new Set<Segment>();
    const working: { readonly segment: Segment; readonly position: number }[] = [];
    const catches = new Map<Node, Segment[]>();
    for (const segment of graph.segments) {
      const start = graph.startOf(segment);
      if (start?.type === "CatchClause") catches.set(start, [...(catches.get(start) ?? []), segment]);
      for (const [index, node] of graph.nodesOf(segment).entries()) {
        places.set(node, { segment, index });
        const given = this.#paths.gives(node);
        if (given & KEPT) keeping.add(segment);
        if (given & SAVED) saving.add(segment);
        if (this.#paths.occursIn(node) & KEPT) working.push({ segment, position: node.range[0] });
      }
    }
    const back = (ends: readonly PathEnd[], stops: ReadonlySet<Segment> = keeping): ReadonlySet<Segment> =>
      leadingTo(
        ends,
        (segment) => stops.has(segment),
        (segment) => graph.startOf(segment)?.type === "CatchClause",
      );
    return {
      outcome,
      initial: graph.initial,
      catches,
      lost: outcome.isLost ? back(open) : new Set(),
      unsaved: outcome.isUnsaved ? back(open, saving) : new Set(),
      givenUp: outcome === AT_THE_END ? back(open.filter(({ node }) => isInCatch(node))) : new Set(),
      lastWork: lastOf(working),
      places,
    };
  }

  /** What a function's end is for the event. */
  #outcomeOf(fn: FunctionNode): Outcome {
    const { handlers, bindings } = this.#facts;
    const kind = handlers.kindOf(fn);
    if (kind === "work") return this.#isAsked(fn) ? OUTSIDE : AT_THE_END;
    if (kind !== undefined) return AT_THE_END;
    const { parent } = wrapped(fn);
    const users = parent?.type === "CallExpression" ? [parent] : bindings.callsOf(fn);
    if (users.length === 0) return OUTSIDE;
    const after = users.map((call) => this.#after(call));
    const lost = after.find(({ isLost, goesOn }) => isLost && !goesOn) ?? after.find(({ isLost }) => isLost) ?? SAFE;
    return {
      ...lost,
      isUnsaved: after.some(({ isUnsaved }) => isUnsaved),
      isAnswered: after.every(({ isAnswered }) => isAnswered),
    };
  }

  /** Whether the agent's own code calls its work and takes what it returns. */
  #isAsked(fn: FunctionNode): boolean {
    const owner = enclosingClass(fn);
    if (owner === undefined || !this.#facts.handlers.extendsAgent(owner)) return true;
    return hasEntry(owner);
  }

  /** Whether the code around a call looks at what it returns; nobody looks at what a handler returns. */
  #isAnswered(call: Node): boolean {
    const outer = wrapped(call);
    const { parent } = outer;
    if (parent?.type === "ExpressionStatement" || parent?.type === "UnaryExpression") return false;
    const fn = enclosingFunction(call);
    const isReturned = parent?.type === "ReturnStatement" || parent === fn;
    return !(isReturned && fn && this.#facts.handlers.kindOf(fn) !== undefined);
  }

  /** What becomes of the event once a call is over. */
  #after(call: Node): Outcome {
    const fn = enclosingFunction(call);
    const graph = fn && this.#paths.graphs.get(fn);
    const map = fn && this.#mapOf(fn);
    const place = map?.places.get(call);
    if (map === undefined || graph === undefined || place === undefined) return OUTSIDE;
    const later = graph.nodesOf(place.segment).slice(place.index + 1);
    const given = later.reduce((facts, node) => facts | this.#paths.gives(node), 0);
    const { nextSegments } = place.segment;
    const isEnd = this.#paths
      .of(graph.fn)
      .ends.some((end) => end.segment === place.segment && (end.finally & KEPT) === 0);
    const reached = Math.max(0, ...nextSegments.map((segment) => map.lastWork.get(segment) ?? 0));
    return {
      isLost:
        (given & KEPT) === 0 && (nextSegments.some((each) => map.lost.has(each)) || (isEnd && map.outcome.isLost)),
      isUnsaved:
        (given & SAVED) === 0 &&
        (nextSegments.some((each) => map.unsaved.has(each)) || (isEnd && map.outcome.isUnsaved)),
      isAnswered: this.#isAnswered(call),
      goesOn: map.outcome.goesOn || reached > call.range[1],
    };
  }
}

/** The segments from which a path leads to an end, without what stops it and through no other recovery. */
function leadingTo(
  ends: readonly PathEnd[],
  stops: (segment: Segment) => boolean,
  recovers: (segment: Segment) => boolean,
): ReadonlySet<Segment> {
  const found = new Set(ends.map(({ segment }) => segment).filter((segment) => !stops(segment)));
  // What is added to the set on the way is visited as well.
  for (const segment of found) {
    if (recovers(segment)) continue;
    for (const previous of segment.prevSegments) if (!stops(previous)) found.add(previous);
  }
  return found;
}

/** For each segment, the last of the positions that it may lead to. */
function lastOf(
  working: readonly { readonly segment: Segment; readonly position: number }[],
): ReadonlyMap<Segment, number> {
  const last = new Map<Segment, number>();
  for (const { segment, position } of [...working].sort((left, right) => right.position - left.position)) {
    const pending = [segment];
    for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
      if (last.has(each)) continue;
      last.set(each, position);
      pending.push(...each.prevSegments);
    }
  }
  return last;
}

function isInCatch(node: Node): boolean {
  for (let inner: Node = node; inner.parent && !isFunction(inner); inner = inner.parent) {
    if (inner.type === "CatchClause") return true;
  }
  return false;
}

function isWithin(inner: Node, outer: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Whether an expression is more than nothing, or the result of a log call. */
function isValue(node: Node | null): boolean {
  const value = node && unwrap(node);
  if (value === null || (value.type === "Identifier" && value.name === "undefined")) return false;
  if (value.type === "CallExpression") return !/^(?:log|debug|info|warn|warning|error)$/i.test(calleeName(value) ?? "");
  return !(value.type === "Literal" && value.value === null) && value.type !== "UnaryExpression";
}
