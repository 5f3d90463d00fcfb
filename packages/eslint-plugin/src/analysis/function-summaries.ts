import type { TSESTree } from "@typescript-eslint/utils";
import type { Bindings } from "./bindings.js";
import { BranchNames } from "./branch-names.js";
import type { PathGraph } from "./code-paths.js";
import type { EventFlow } from "./event-flow.js";
import { FactGivers } from "./fact-givers.js";
import type { FileFacts } from "./file-facts.js";
import { ALL_FACTS, type Facts, HANDOFF, solveMustFacts } from "./must-facts.js";
import type { CarriedTrace, PublishedTraces } from "./published-trace.js";
import { type FunctionNode, isFunction, type Node, wrapped } from "./syntax.js";
import type { TraceCalls } from "./trace-calls.js";
import type { IdOrigins, TraceIds } from "./trace-ids.js";

/** A call that publishes, or that leads to one. */
export interface PublishSite {
  readonly call: TSESTree.CallExpression;
  readonly facts: Facts;
  readonly carried: CarriedTrace;
  /** By which branch it is reached without the first fact it lacks. */
  readonly branch: string | undefined;
}

/** A call that does the work. */
export interface WorkSite {
  readonly call: TSESTree.CallExpression;
  readonly facts: Facts;
  /** Whether its name says so, rather than its being awaited with the event. */
  readonly isNamed: boolean;
}

/** What a function does for the hand-off, seen from outside. */
export interface FunctionSummary {
  /** What holds whenever it has returned. */
  readonly gives: Facts;
  /** What it does on some path. */
  readonly occurs: Facts;
  readonly waiting: readonly IdOrigins[];
  readonly publishes: readonly PublishSite[];
  readonly works: readonly WorkSite[];
  /** Choices between the incoming id and a mint. */
  readonly continued: readonly Node[];
  /** Reads of the incoming id. */
  readonly reads: readonly Node[];
  /** Uses of an id that was minted outside. */
  readonly shared: readonly Node[];
}

/** Longer chains of helpers are generated code. */
const MAX_DEPTH = 150;
/** In a function with more faults than this, which branch leads to the next one is not looked for. */
const MAX_BRANCHES = 50;

/** What a function in the middle of its own analysis is taken for: a path through it does not end. */
const UNFINISHED: FunctionSummary = {
  gives: ALL_FACTS,
  occurs: 0,
  waiting: [],
  publishes: [],
  works: [],
  continued: [],
  reads: [],
  shared: [],
};

/** The analyses that a summary draws on. */
export interface TraceAnalyses {
  readonly facts: FileFacts;
  readonly calls: TraceCalls;
  readonly ids: TraceIds;
  readonly events: EventFlow;
  readonly published: PublishedTraces;
  readonly graphs: ReadonlyMap<FunctionNode, PathGraph>;
}

/** Summarises functions, each once. */
export class FunctionSummaries {
  readonly #analyses: TraceAnalyses;
  readonly #known = new Map<FunctionNode, FunctionSummary>();
  readonly #branches: BranchNames;
  #depth = 0;

  constructor(analyses: TraceAnalyses) {
    this.#analyses = analyses;
    this.#branches = new BranchNames(analyses.facts.sourceCode);
  }

  of(fn: FunctionNode): FunctionSummary {
    const known = this.#known.get(fn);
    if (known) return known;
    if (this.#depth > MAX_DEPTH) return UNFINISHED;
    this.#known.set(fn, UNFINISHED);
    const graph = this.#analyses.graphs.get(fn);
    this.#depth += 1;
    const summary = graph ? new Summariser(this.#analyses, this, graph).run(this.#branches) : UNFINISHED;
    this.#depth -= 1;
    this.#known.set(fn, summary);
    return summary;
  }
}

class Summariser {
  readonly #analyses: TraceAnalyses;
  readonly #summaries: FunctionSummaries;
  readonly #graph: PathGraph;
  readonly #bindings: Bindings;
  readonly #givers: FactGivers;
  readonly #publishes = new Map<string, PublishSite>();
  readonly #works = new Map<Node, WorkSite>();

  constructor(analyses: TraceAnalyses, summaries: FunctionSummaries, graph: PathGraph) {
    this.#analyses = analyses;
    this.#summaries = summaries;
    this.#graph = graph;
    this.#bindings = analyses.facts.bindings;
    this.#givers = new FactGivers(analyses, summaries);
  }

  run(branches: BranchNames): FunctionSummary {
    const graph = this.#graph;
    const facts = solveMustFacts(graph, (segment) =>
      graph.nodesOf(segment).reduce((given, node) => given | this.#givers.gives(node), 0),
    );
    let named = 0;
    for (const segment of graph.segments) {
      let held = facts.before(segment);
      const branchOf = (lacking: Facts): string | undefined => {
        named += 1;
        return named > MAX_BRANCHES ? undefined : branches.without(lacking & -lacking, segment, { graph, facts });
      };
      for (const node of graph.nodesOf(segment)) {
        this.#visit(node, held, branchOf);
        held |= this.#givers.gives(node);
      }
    }
    return {
      gives: facts.atReturn,
      occurs: this.#givers.occurs,
      waiting: this.#givers.waiting,
      publishes: [...this.#publishes.values()],
      works: [...this.#works.values()],
      continued: [...this.#givers.continued],
      reads: [...this.#givers.reads],
      shared: [...this.#givers.shared],
    };
  }

  #visit(node: Node, held: Facts, branchOf: (lacking: Facts) => string | undefined): void {
    if (isFunction(node)) {
      if (isInlineClosure(node)) this.#enterClosure(node, held);
      return;
    }
    if (node.type !== "CallExpression") return;
    const { calls } = this.#analyses;
    if (calls.isPublish(node)) {
      const carried = this.#analyses.published.of(node);
      const lacking = HANDOFF & ~held;
      this.#publish({ call: node, facts: held & HANDOFF, carried, branch: lacking ? branchOf(lacking) : undefined });
    } else {
      this.#visitWork(node, held);
    }
    this.#visitLocal(node, held, branchOf);
    for (const argument of node.arguments) {
      const isNamed = argument.type === "Identifier" || argument.type === "MemberExpression";
      const fn = isNamed ? this.#bindings.functionOf(argument) : undefined;
      if (fn) this.#enterClosure(fn, held);
    }
  }

  #visitWork(call: TSESTree.CallExpression, held: Facts): void {
    const { calls, events } = this.#analyses;
    const isNamed = calls.isNamedWork(call);
    if (!isNamed && !calls.isAwaitedWork(call)) return;
    if (!isNamed && !call.arguments.some((argument) => events.isEvent(argument))) return;
    this.#addWork({ call, facts: held & HANDOFF, isNamed });
  }

  /** A function of this file that is called here: what it publishes is published here. */
  #visitLocal(call: TSESTree.CallExpression, held: Facts, branchOf: (lacking: Facts) => string | undefined): void {
    const fn = this.#bindings.functionOf(call.callee);
    if (fn === undefined || this.#analyses.facts.handlers.kindOf(fn) === "entry") return;
    const summary = this.#summaries.of(fn);
    const { ids } = this.#analyses;
    for (const site of summary.publishes) {
      const origins = ids.substitute(site.carried.origins, call);
      const carrier = call.arguments.find((argument) => ids.of(argument).has("incoming"));
      const facts = (held | site.facts) & HANDOFF;
      const lacking = HANDOFF & ~facts;
      const carried = { ...site.carried, origins, carrier, value: carrier };
      this.#publish({ call, facts, carried, branch: site.branch ?? (lacking ? branchOf(lacking) : undefined) });
    }
    this.#takeOver(summary);
    const isPassedOn = summary.works.length > 0 || summary.publishes.length > 0 || summary.occurs !== 0;
    const own = this.#works.get(call);
    if (own && !own.isNamed && isPassedOn) this.#works.delete(call);
    if (own?.isNamed === true) return;
    for (const work of summary.works) this.#addWork({ ...work, facts: (held | work.facts) & HANDOFF });
  }

  /** A function that is made here and called by somebody else, later: what holds here holds in it. */
  #enterClosure(fn: FunctionNode, held: Facts): void {
    const summary = this.#summaries.of(fn);
    this.#givers.occurs |= summary.occurs;
    for (const site of summary.publishes) this.#publish({ ...site, facts: (held | site.facts) & HANDOFF });
    for (const work of summary.works) this.#addWork({ ...work, facts: (held | work.facts) & HANDOFF });
    this.#takeOver(summary);
  }

  #takeOver(summary: FunctionSummary): void {
    for (const node of summary.continued) this.#givers.continued.add(node);
    for (const node of summary.reads) this.#givers.reads.add(node);
    for (const node of summary.shared) this.#givers.shared.add(node);
  }

  #publish(site: PublishSite): void {
    const { origins, value } = site.carried;
    if (value && origins.has("shared")) this.#givers.shared.add(value);
    // One site a call and kind of id, however many publishes lie behind the call.
    const key = `${site.call.range[0]} ${site.carried.presence} ${[...origins].sort().join()}`;
    const known = this.#publishes.get(key);
    this.#publishes.set(key, known ? { ...known, facts: known.facts & site.facts } : site);
  }

  #addWork(site: WorkSite): void {
    const known = this.#works.get(site.call);
    this.#works.set(site.call, known ? { ...known, facts: known.facts & site.facts } : site);
    for (const argument of site.call.arguments) {
      if (this.#analyses.ids.of(argument).has("shared")) this.#givers.shared.add(argument);
    }
  }
}

/** A function without a name of its own; a named one is judged where it is called. */
function isInlineClosure(fn: FunctionNode): boolean {
  if (fn.type === "FunctionDeclaration") return false;
  const outer = wrapped(fn);
  const { parent } = outer;
  if (parent?.type === "CallExpression") return parent.callee !== outer;
  return (
    parent?.type !== "VariableDeclarator" &&
    parent?.type !== "MethodDefinition" &&
    parent?.type !== "PropertyDefinition"
  );
}
