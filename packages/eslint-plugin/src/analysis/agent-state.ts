import type { TSESTree } from "@typescript-eslint/utils";
import { HANDOFF_PACKAGES } from "../registry.js";
import { CalleesFirst } from "./callees-first.js";
import { EventFlow } from "./event-flow.js";
import type { FileFacts } from "./file-facts.js";
import type { PathGraph, Segment } from "./code-paths.js";
import { hasEntry } from "./handlers.js";
import type { Facts } from "./must-facts.js";
import { PathSummaries, type PathSummary } from "./path-summaries.js";
import {
  calleeName,
  type ClassNode,
  enclosingClass,
  type FunctionNode,
  functionName,
  keyName,
  memberName,
  type Node,
  receiverOf,
  unwrap,
  wrapped,
} from "./syntax.js";
import { TraceCalls } from "./trace-calls.js";
import { DEFAULT_TRACE_OPTIONS } from "./trace-options.js";

/** A project's own names for keeping an agent's state. */
export interface StateOptions {
  /** Functions, beyond `recordEvent`, that record that an event begins. */
  readonly recordCalls: readonly string[];
  /** Functions, beyond `updateHeartbeat`, that leave a sign of life. */
  readonly heartbeatCalls: readonly string[];
}

/** What a handler fails to tell the state registry, and where. */
export interface StateFinding {
  readonly messageId: "missingRecord" | "missingHeartbeat" | "missingState";
  readonly node: Node;
  /** Whether the calls are there, but not on every path. */
  readonly isPartial: boolean;
  readonly handler: FunctionNode;
  readonly missing: { readonly record: boolean; readonly heartbeat: boolean };
  /** The ends of the handler, of those it is about, that have no heartbeat. */
  readonly open: readonly Node[];
  /** Whether the event is recorded, but after the work. */
  readonly isLate: boolean;
}

const RECORD: Facts = 1;
const HEARTBEAT: Facts = 2;
const STATE: Facts = RECORD | HEARTBEAT;
/** The overridden handler was called, which keeps the state. */
const INHERITED: Facts = 4;

/** What counts as the work: the first of these that a handler does, as a bit set. */
type Work = number;
const NAMED: Work = 1;
const AWAITED: Work = 2;
const PUBLISHED: Work = 4;
const WORKS: readonly Work[] = [NAMED, AWAITED, PUBLISHED];

/** What a function does as work, and what of it before the event was recorded. */
interface WorkDone {
  readonly does: Work;
  readonly early: Work;
  /** Where work is done that early. */
  readonly earlyIn: ReadonlyMap<Segment, Work>;
}

const NO_WORK: WorkDone = { does: 0, early: 0, earlyIn: new Map() };

/** Judges what the hand-written agents of a file tell the state registry. */
export class StateJudge {
  readonly #facts: FileFacts;
  readonly #calls: TraceCalls;
  readonly #events: EventFlow;
  readonly #names: ReadonlyMap<string, Facts>;
  readonly #paths: PathSummaries;
  readonly #work: CalleesFirst<WorkDone>;

  constructor(facts: FileFacts, graphs: PathSummaries["graphs"], options: StateOptions) {
    this.#facts = facts;
    this.#calls = new TraceCalls(facts, DEFAULT_TRACE_OPTIONS);
    this.#events = new EventFlow(facts);
    this.#names = namesOf(options);
    this.#paths = new PathSummaries(graphs, facts.bindings, { own: (node) => this.#given(node) });
    this.#work = new CalleesFirst({
      calleesOf: (fn) => this.#paths.calleesOf(fn),
      start: NO_WORK,
      compute: (fn) => this.#workIn(fn),
      isSame: (left, right) => left.does === right.does && left.early === right.early,
    });
  }

  findings(): readonly StateFinding[] {
    return [...this.#paths.graphs.values()].flatMap((graph) =>
      this.#isEntry(graph.fn) && !this.#facts.marks.covers(graph.fn) ? this.#ofHandler(graph) : [],
    );
  }

  /** Whether a function is where an agent that does the hand-off itself takes its events. */
  #isEntry(fn: FunctionNode): boolean {
    const kind = this.#facts.handlers.kindOf(fn);
    if (kind === undefined || kind === "registered") return false;
    const holder = wrapped(fn).parent;
    // A function on its own belongs to an agent if it keeps the state of one.
    if (holder?.type !== "MethodDefinition" && holder?.type !== "PropertyDefinition") {
      return kind === "entry" && this.#paths.of(fn).occurs !== 0;
    }
    const owner = holder.parent.parent;
    // The base that agents extend leaves the state to whoever runs them, as the runtime's does.
    if (owner.id?.name === "Agent") return false;
    if (kind === "entry") return true;
    // What extends an agent inherits the entry from it, which calls `handle`.
    const isDerived = owner.superClass !== null && /Agent\b/.test(this.#facts.sourceCode.getText(owner.superClass));
    return keyName(holder) === "handle" && !isDerived && !hasEntry(owner);
  }

  #ofHandler(graph: PathGraph): readonly StateFinding[] {
    const { fn } = graph;
    const summary = this.#paths.of(fn);
    const work = this.#work.of(fn);
    if (work.does === 0 && summary.occurs === 0) return [];
    if (summary.occurs & INHERITED) return [];
    const name = functionName(fn)?.node ?? fn;
    const late = this.#lackingRecord(graph, summary, work);
    const silent = lacking(graph, summary, (node) => this.#paths.occursIn(node));
    const atName = (late === "everywhere" ? RECORD : 0) | (silent === "everywhere" ? HEARTBEAT : 0);
    const atEnds = new Map<Node, Facts>();
    for (const node of late === "everywhere" ? [] : late) atEnds.set(node, RECORD);
    for (const node of silent === "everywhere" ? [] : silent) atEnds.set(node, (atEnds.get(node) ?? 0) | HEARTBEAT);
    const isLate = late === "everywhere" && (summary.occurs & RECORD) !== 0;
    const about = (node: Node, missing: Facts): StateFinding => ({
      messageId: messageOf(missing),
      node,
      isPartial: node !== name,
      handler: fn,
      missing: { record: (missing & RECORD) !== 0, heartbeat: (missing & HEARTBEAT) !== 0 },
      open: node === name ? summary.ends.map((end) => end.node) : [node],
      isLate: isLate && (missing & RECORD) !== 0,
    });
    return [
      ...(atName === 0 ? [] : [about(name, atName)]),
      ...[...atEnds].map(([node, missing]) => about(node, missing)),
    ];
  }

  /** The ends of paths on which work was done and the event never recorded. */
  #lackingRecord(graph: PathGraph, summary: PathSummary, work: WorkDone): readonly Node[] | "everywhere" {
    if ((summary.occurs & RECORD) === 0) return "everywhere";
    const kind = WORKS.find((each) => work.does & each) ?? 0;
    if ((work.early & kind) === 0) return [];
    const starts = [...work.earlyIn].flatMap(([segment, early]) => (early & kind ? [segment] : []));
    const reached = reachableFrom(starts);
    const ends = summary.ends.filter(({ segment, held }) => reached.has(segment) && (held & RECORD) === 0);
    // Recorded on every path, but after the work.
    return ends.length === 0 ? "everywhere" : ends.map(({ node }) => node);
  }

  #workIn(fn: FunctionNode): WorkDone {
    const graph = this.#paths.graphs.get(fn);
    if (graph === undefined) return NO_WORK;
    const { facts } = this.#paths.of(fn);
    const earlyIn = new Map<Segment, Work>();
    let [does, allEarly] = [0, 0];
    for (const segment of graph.segments) {
      let held = facts.before(segment);
      for (const node of graph.nodesOf(segment)) {
        const within = this.#paths.functionsIn(node).map((inner) => this.#work.of(inner));
        const own = this.#ownWork(node, within);
        const early = held & RECORD ? 0 : within.reduce((all, each) => all | each.early, own);
        does = within.reduce((all, each) => all | each.does, does | own);
        allEarly |= early;
        if (early) earlyIn.set(segment, (earlyIn.get(segment) ?? 0) | early);
        held |= this.#paths.gives(node);
      }
    }
    return { does, early: allEarly, earlyIn };
  }

  #ownWork(node: Node, within: readonly WorkDone[]): Work {
    if (node.type !== "CallExpression" || this.#given(node) !== 0) return 0;
    const fn = this.#facts.bindings.functionOf(node.callee);
    // A function of this file that keeps the state is judged by what it does.
    if (fn && this.#paths.of(fn).occurs !== 0) return 0;
    if (this.#calls.isNamedWork(node)) return NAMED;
    if (this.#calls.isPublish(node)) return PUBLISHED;
    if (fn && within.some((each) => each.does !== 0)) return 0;
    const isWork = this.#calls.isAwaitedWork(node) && node.arguments.some((argument) => this.#events.isEvent(argument));
    return isWork ? AWAITED : 0;
  }

  #given(node: Node): Facts {
    if (node.type !== "CallExpression") return 0;
    const name = calleeName(node) ?? "";
    const facts = this.#names.get(name) ?? 0;
    if (receiverOf(node)?.type === "Super" && (name === "handle" || this.#calls.isInheritedHandoff(node))) {
      return STATE | INHERITED;
    }
    return facts | (this.#isUnseenHelper(node) ? STATE : 0);
  }

  /** A method of the project's own base class, in another file: it may well keep the state. */
  #isUnseenHelper(call: TSESTree.CallExpression): boolean {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression") return false;
    if (callee.object.type !== "ThisExpression" && callee.object.type !== "Super") return false;
    const owner = enclosingClass(call);
    if (owner?.superClass == null || this.#isRuntimes(owner, owner.superClass)) return false;
    if (this.#calls.isNamedWork(call) || this.#calls.isPublish(call)) return false;
    const name = memberName(callee);
    return !owner.body.body.some((member) => "key" in member && keyName(member) === name);
  }

  /** Whether a base class is the runtime's `Agent`, which has no helpers to call. */
  #isRuntimes(owner: ClassNode, superClass: Node): boolean {
    const { bindings } = this.#facts;
    const base = unwrap(superClass);
    const variable = bindings.variableOf(base.type === "MemberExpression" ? base.object : base);
    const origin = bindings.importOf(variable);
    if (origin) return HANDOFF_PACKAGES.includes(origin.module);
    return variable === undefined && this.#facts.handlers.extendsAgent(owner);
  }
}

function namesOf({ recordCalls, heartbeatCalls }: StateOptions): ReadonlyMap<string, Facts> {
  const names = new Map<string, Facts>();
  const add = (name: string, facts: Facts): void => void names.set(name, (names.get(name) ?? 0) | facts);
  for (const name of ["recordEvent", "record_event", ...recordCalls]) add(name, RECORD);
  for (const name of ["updateHeartbeat", "update_heartbeat", ...heartbeatCalls]) add(name, HEARTBEAT);
  return names;
}

/** The ends without a heartbeat. */
function lacking(
  graph: PathGraph,
  { ends }: PathSummary,
  occursIn: (node: Node) => Facts,
): readonly Node[] | "everywhere" {
  const silent = ends.filter(({ held }) => (held & HEARTBEAT) === 0);
  if (silent.length < ends.length) return silent.map(({ node }) => node);
  const beats = graph.segments.filter((segment) => graph.nodesOf(segment).some((node) => occursIn(node) & HEARTBEAT));
  const reached = reachableFrom(beats);
  if (silent.some(({ segment }) => reached.has(segment))) return silent.map(({ node }) => node);
  return ends.length === 0 ? [] : "everywhere";
}

/** The segments that a path leads to, those it starts from included. */
function reachableFrom(starts: readonly Segment[]): ReadonlySet<Segment> {
  const reached = new Set(starts);
  // What is added to the set on the way is visited as well.
  for (const segment of reached) for (const next of segment.nextSegments) reached.add(next);
  return reached;
}

function messageOf(missing: Facts): StateFinding["messageId"] {
  if (missing === STATE) return "missingState";
  return missing === RECORD ? "missingRecord" : "missingHeartbeat";
}
