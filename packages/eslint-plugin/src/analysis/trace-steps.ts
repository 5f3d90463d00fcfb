import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode, Node } from "./syntax.js";
import type { CarriedTrace } from "./published-trace.js";
import { comesFrom } from "./trace-origins.js";
import type { TraceAnalyses, TraceSites } from "./trace-sites.js";

/** A call of one function that publishes. */
export interface Publish {
  readonly call: TSESTree.CallExpression;
  readonly carried: CarriedTrace;
}

/** What functions do by themselves with ids and events. */
export interface TraceSteps {
  readonly publishes: readonly Publish[];
  /** Calls that do the work, but for those that are a part of other work. */
  readonly works: readonly { readonly call: TSESTree.CallExpression; readonly isNamed: boolean }[];
  /** Choices between the incoming id and a mint. */
  readonly continued: readonly Node[];
  /** Reads of the incoming id. */
  readonly reads: readonly Node[];
  /** Uses of an id that was minted outside. */
  readonly shared: readonly Node[];
}

const NO_STEPS: TraceSteps = { publishes: [], works: [], continued: [], reads: [], shared: [] };

/** Gathers what a handler does, in itself and in the functions of this file that it runs. */
export class StepsOfHandlers {
  readonly #analyses: TraceAnalyses;
  readonly #sites: TraceSites;
  readonly #own = new Map<FunctionNode, TraceSteps>();

  constructor(analyses: TraceAnalyses, sites: TraceSites) {
    this.#analyses = analyses;
    this.#sites = sites;
  }

  of(handler: FunctionNode): TraceSteps {
    const all = this.#reachedFrom(handler, () => false);
    const outsideOfWork = this.#reachedFrom(
      handler,
      (node) => node.type === "CallExpression" && this.#analyses.calls.isNamedWork(node),
    );
    return {
      publishes: all.flatMap(({ publishes }) => publishes),
      works: outsideOfWork.flatMap(({ works }) => works),
      continued: all.flatMap(({ continued }) => continued),
      reads: all.flatMap(({ reads }) => reads),
      shared: all.flatMap(({ shared }) => shared),
    };
  }

  /** The steps of a function and of those that it runs, except by some calls. */
  #reachedFrom(handler: FunctionNode, isLeftOut: (node: Node) => boolean): readonly TraceSteps[] {
    const reached = new Set([handler]);
    // What is added to the set on the way is visited as well.
    for (const fn of reached) {
      for (const node of this.#nodesOf(fn)) {
        if (isLeftOut(node)) continue;
        for (const run of this.#sites.functionsIn(node)) reached.add(run);
      }
    }
    return [...reached].map((fn) => this.#ownOf(fn));
  }

  #nodesOf(fn: FunctionNode): readonly Node[] {
    const graph = this.#analyses.paths.graphs.get(fn);
    return (graph?.segments ?? []).flatMap((segment) => graph?.nodesOf(segment) ?? []);
  }

  #ownOf(fn: FunctionNode): TraceSteps {
    const known = this.#own.get(fn);
    if (known) return known;
    const nodes = [...new Set(this.#nodesOf(fn))];
    const own = nodes.map((node) => this.#ofNode(node));
    const steps = {
      publishes: own.flatMap(({ publishes }) => publishes),
      works: own.flatMap(({ works }) => works),
      continued: own.flatMap(({ continued }) => continued),
      reads: own.flatMap(({ reads }) => reads),
      shared: own.flatMap(({ shared }) => shared),
    };
    this.#own.set(fn, steps);
    return steps;
  }

  #ofNode(node: Node): TraceSteps {
    const { traceFacts, calls, published, ids } = this.#analyses;
    const role = traceFacts.roleOf(node);
    const continued = role.continued ? [role.continued] : [];
    const reads = role.isRead ? [node] : [];
    if (node.type !== "CallExpression") {
      return continued.length + reads.length > 0 ? { ...NO_STEPS, continued, reads } : NO_STEPS;
    }
    const work = this.#sites.workOf(node);
    const isPublish = calls.isPublish(node);
    const publishes = isPublish ? [{ call: node, carried: published.of(node) }] : [];
    const sent = publishes.flatMap(({ carried: { value } }) => value ?? []);
    // What is handed to a function of this file is used there, under another name.
    const handed = work || this.#sites.functionsIn(node).length > 0 ? node.arguments : [];
    return {
      publishes,
      works: work ? [{ call: node, isNamed: work === "named" }] : [],
      continued,
      reads,
      shared: [...role.shared, ...[...sent, ...handed].filter((value) => comesFrom(ids.of(value), "shared"))],
    };
  }
}
