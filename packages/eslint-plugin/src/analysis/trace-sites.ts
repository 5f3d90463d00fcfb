import type { TSESTree } from "@typescript-eslint/utils";
import { BranchNames } from "./branch-names.js";
import { CalleesFirst } from "./callees-first.js";
import type { Segment } from "./code-paths.js";
import type { EventFlow } from "./event-flow.js";
import type { FileFacts } from "./file-facts.js";
import { ALL_FACTS, type Facts, HANDOFF } from "./must-facts.js";
import type { PathSummaries } from "./path-summaries.js";
import type { CarriedTrace, PublishedTraces } from "./published-trace.js";
import { type FunctionNode, isFunction, type Node, wrapped } from "./syntax.js";
import type { TraceCalls } from "./trace-calls.js";
import type { TraceFacts } from "./trace-facts.js";
import type { TraceIds } from "./trace-ids.js";
import { comesFrom } from "./trace-origins.js";

/** A call that publishes, or that leads to one. */
export interface PublishSite {
  readonly call: TSESTree.CallExpression;
  /** What holds on every path to it. */
  readonly facts: Facts;
  readonly carried: CarriedTrace;
  /** By which branch it is reached without a fact. */
  readonly branchWithout: (fact: Facts) => string | undefined;
}

/** What a function publishes and works on, and what holds there. */
export interface SiteSummary {
  readonly publishes: readonly PublishSite[];
  /** What holds at every call that its name makes the work. */
  readonly named: Facts | undefined;
  /** What holds at every other awaited call that gets the event. */
  readonly awaited: Facts | undefined;
}

const NO_SITES: SiteSummary = { publishes: [], named: undefined, awaited: undefined };

/** The analyses that tell what a call is to the hand-off. */
export interface TraceAnalyses {
  readonly facts: FileFacts;
  readonly calls: TraceCalls;
  readonly ids: TraceIds;
  readonly events: EventFlow;
  readonly published: PublishedTraces;
  readonly paths: PathSummaries;
  readonly traceFacts: TraceFacts;
}

/** Finds where functions publish and work, in themselves and in the functions of this file that they run. */
export class TraceSites {
  readonly #analyses: TraceAnalyses;
  readonly #branches: BranchNames;
  readonly #summaries: CalleesFirst<SiteSummary>;

  constructor(analyses: TraceAnalyses) {
    this.#analyses = analyses;
    this.#branches = new BranchNames(analyses.facts.sourceCode);
    this.#summaries = new CalleesFirst({
      calleesOf: (fn) => this.#nodesOf(fn).flatMap((node) => this.functionsIn(node)),
      start: NO_SITES,
      compute: (fn) => this.#summarise(fn),
      isSame,
    });
  }

  of(fn: FunctionNode): SiteSummary {
    return this.#summaries.of(fn);
  }

  /** The functions of this file that what a node does may run, but for handlers, which are judged by themselves. */
  functionsIn(node: Node): readonly FunctionNode[] {
    if (isFunction(node)) return isInlineClosure(node) ? [node] : [];
    const { paths, facts } = this.#analyses;
    return paths.functionsIn(node).filter((fn) => facts.handlers.kindOf(fn) !== "entry");
  }

  /** How a call is work: by its name, by being awaited with the event, or not at all. */
  workOf(call: TSESTree.CallExpression): "named" | "awaited" | undefined {
    const { calls, events } = this.#analyses;
    if (calls.isPublish(call)) return undefined;
    if (calls.isNamedWork(call)) return "named";
    if (!calls.isAwaitedWork(call) || !call.arguments.some((argument) => events.isEvent(argument))) return undefined;
    const called = this.#calledBy(call);
    return called && this.#takesPart(called) ? undefined : "awaited";
  }

  #nodesOf(fn: FunctionNode): readonly Node[] {
    const graph = this.#analyses.paths.graphs.get(fn);
    return (graph?.segments ?? []).flatMap((segment) => graph?.nodesOf(segment) ?? []);
  }

  #calledBy(call: TSESTree.CallExpression): FunctionNode | undefined {
    const fn = this.#analyses.facts.bindings.functionOf(call.callee);
    return fn && this.#analyses.facts.handlers.kindOf(fn) !== "entry" ? fn : undefined;
  }

  /** Whether a function does something for the hand-off, or the work, itself. */
  #takesPart(fn: FunctionNode): boolean {
    const { publishes, named, awaited } = this.of(fn);
    const isWorking = publishes.length > 0 || named !== undefined || awaited !== undefined;
    return isWorking || (this.#analyses.paths.of(fn).occurs & HANDOFF) !== 0;
  }

  #summarise(fn: FunctionNode): SiteSummary {
    const { paths } = this.#analyses;
    const graph = paths.graphs.get(fn);
    if (graph === undefined) return NO_SITES;
    const { facts } = paths.of(fn);
    const found = new SitesOfFunction();
    for (const segment of graph.segments) {
      let held = facts.before(segment);
      const branchWithout = (fact: Facts): string | undefined =>
        this.#branches.without(fact, segment, { graph, facts });
      for (const node of graph.nodesOf(segment)) {
        this.#visit(node, { held, segment, branchWithout }, found);
        held |= paths.gives(node);
      }
    }
    return found.summary();
  }

  #visit(node: Node, place: Place, found: SitesOfFunction): void {
    if (node.type === "CallExpression") {
      const work = this.workOf(node);
      if (work) found.addWork(work, place.held);
      else if (this.#analyses.calls.isPublish(node)) {
        found.publish({
          call: node,
          facts: place.held,
          carried: this.#analyses.published.of(node),
          branchWithout: place.branchWithout,
        });
      }
    }
    const called = node.type === "CallExpression" ? this.#calledBy(node) : undefined;
    for (const fn of this.functionsIn(node)) {
      const summary = this.of(fn);
      for (const site of summary.publishes)
        found.publish(this.#seen(site, { fn, node, isCalled: fn === called }, place));
      // Work inside of the work is a part of it.
      if (node.type === "CallExpression" && fn === called && this.#analyses.calls.isNamedWork(node)) continue;
      if (summary.named !== undefined) found.addWork("named", this.#across(summary.named, fn, node) | place.held);
      if (summary.awaited !== undefined) found.addWork("awaited", this.#across(summary.awaited, fn, node) | place.held);
    }
  }

  /** A site as the function sees it that runs the one it is in: at the call, or in the closure made there. */
  #seen(
    site: PublishSite,
    { fn, node, isCalled }: { readonly fn: FunctionNode; readonly node: Node; readonly isCalled: boolean },
    place: Place,
  ): PublishSite {
    const facts = this.#across(site.facts, fn, node) | place.held;
    const branchWithout = (fact: Facts): string | undefined =>
      site.branchWithout(fact & HANDOFF) ?? place.branchWithout(fact);
    if (!isCalled || node.type !== "CallExpression") return { ...site, facts, branchWithout };
    const { ids } = this.#analyses;
    const origins = ids.substitute(site.carried.origins, node);
    const carrier = node.arguments.find((argument) => {
      const handed = ids.of(argument);
      return handed.has("incoming") || comesFrom(handed, "shared");
    });
    return { call: node, facts, carried: { ...site.carried, origins, carrier, value: carrier }, branchWithout };
  }

  #across(facts: Facts, fn: FunctionNode, node: Node): Facts {
    return facts === ALL_FACTS ? facts : this.#analyses.traceFacts.across(facts, fn, node);
  }
}

/** Where in a function a node is evaluated, and what holds there. */
interface Place {
  readonly held: Facts;
  readonly segment: Segment;
  readonly branchWithout: (fact: Facts) => string | undefined;
}

class SitesOfFunction {
  readonly #publishes = new Map<string, PublishSite>();
  #named: Facts | undefined;
  #awaited: Facts | undefined;

  publish(site: PublishSite): void {
    // One site a call and kind of id, however many publishes lie behind the call.
    const key = keyOf(site);
    const known = this.#publishes.get(key);
    this.#publishes.set(key, known ? { ...known, facts: known.facts & site.facts } : site);
  }

  addWork(kind: "named" | "awaited", held: Facts): void {
    if (kind === "named") this.#named = (this.#named ?? ALL_FACTS) & held;
    else this.#awaited = (this.#awaited ?? ALL_FACTS) & held;
  }

  summary(): SiteSummary {
    return { publishes: [...this.#publishes.values()], named: this.#named, awaited: this.#awaited };
  }
}

function keyOf({ call, carried }: PublishSite): string {
  return `${call.range[0]} ${carried.presence} ${[...carried.origins].sort().join()}`;
}

function isSame(left: SiteSummary, right: SiteSummary): boolean {
  return left.named === right.named && left.awaited === right.awaited && textOf(left) === textOf(right);
}

function textOf({ publishes }: SiteSummary): string {
  return publishes.map((site) => `${keyOf(site)} ${site.facts}`).join(";");
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
