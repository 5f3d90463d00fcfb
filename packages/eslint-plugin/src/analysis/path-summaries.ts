import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import type { Bindings } from "./bindings.js";
import { CalleesFirst } from "./callees-first.js";
import type { CodePathRecorder, PathGraph, Segment } from "./code-paths.js";
import { ALL_FACTS, type Facts, type MustFacts, solveMustFacts } from "./must-facts.js";
import { calleeName, type FunctionNode, isFunction, type Node, wrapped } from "./syntax.js";

/** A place where a function ends normally: a `return`, or the closing brace. */
export interface PathEnd {
  /** The `return` statement, the body's block, or the expression that an arrow function returns. */
  readonly node: Node;
  readonly segment: Segment;
  /** What holds on every path that ends here. */
  readonly held: Facts;
  /** What the `finally` blocks on the way out establish. */
  readonly finally: Facts;
}

/** What a function establishes on the paths through it. */
export interface PathSummary {
  /** What holds whenever the function has returned. */
  readonly gives: Facts;
  /** What happens on some path. */
  readonly occurs: Facts;
  readonly ends: readonly PathEnd[];
  readonly facts: MustFacts;
}

const NOWHERE: MustFacts = { before: () => ALL_FACTS, after: () => ALL_FACTS, atReturn: ALL_FACTS, steps: 0 };
/** What a function is taken for before it was looked at: a path through it does not end. */
const UNSEEN: PathSummary = { gives: ALL_FACTS, occurs: 0, ends: [], facts: NOWHERE };
const NOT_ONCE =
  /^(?:catch|on|once|addEventListener|set(?:Timeout|Interval|Immediate)|queueMicrotask|nextTick|map|flatMap|forEach|filter|some|every|find|findIndex|reduce)$/;

/** The listeners that tell a recorder what summaries are made of. */
export function pathListeners(recorder: CodePathRecorder): TSESLint.RuleListener {
  const record = recorder.record.bind(recorder);
  return {
    ...recorder.listeners,
    "CallExpression:exit": record,
    "ChainExpression:exit": record,
    "ReturnStatement:exit": record,
    ":matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression) > BlockStatement.body:exit": record,
  };
}

/** What the nodes of a file establish. */
export interface NodeFacts {
  /** What a node establishes by itself. */
  readonly own: (node: Node) => Facts;
  /** The facts of a function as they are seen where a node runs it; the same facts where this is missing. */
  readonly across?: (facts: Facts, fn: FunctionNode, node: Node) => Facts;
}

/** Summarises the functions of a file, each once, by what single nodes establish. */
export class PathSummaries {
  readonly graphs: ReadonlyMap<FunctionNode, PathGraph>;
  readonly #bindings: Bindings;
  readonly #nodes: NodeFacts;
  readonly #own = new Map<Node, Facts>();
  readonly #run = new Map<Node, readonly FunctionNode[]>();
  readonly #summaries: CalleesFirst<PathSummary>;

  constructor(graphs: ReadonlyMap<FunctionNode, PathGraph>, bindings: Bindings, nodes: NodeFacts) {
    this.graphs = graphs;
    this.#bindings = bindings;
    this.#nodes = nodes;
    this.#summaries = new CalleesFirst({
      calleesOf: (fn) => this.calleesOf(fn),
      start: UNSEEN,
      compute: (fn) => this.#summarise(fn),
      isSame: (left, right) => left.gives === right.gives && left.occurs === right.occurs,
    });
  }

  of(fn: FunctionNode): PathSummary {
    return this.#summaries.of(fn);
  }

  /** The functions of this file that a function runs. */
  calleesOf(fn: FunctionNode): readonly FunctionNode[] {
    const graph = this.graphs.get(fn);
    return (graph?.segments ?? []).flatMap((segment) =>
      (graph?.nodesOf(segment) ?? []).flatMap((node) => this.functionsIn(node)),
    );
  }

  /** What holds once a node was evaluated: by itself, and by the functions of this file that it runs. */
  gives(node: Node): Facts {
    const isOnce = !(isFunction(node) && isRunOtherwise(wrapped(node).parent));
    const called = node.type === "CallExpression" ? this.#bindings.functionOf(node.callee) : undefined;
    const isHandedOnce = isOnce && !isRunOtherwise(node);
    return this.functionsIn(node).reduce(
      (facts, fn) => (fn === called || isHandedOnce ? facts | this.#seen(this.of(fn).gives, fn, node) : facts),
      this.#ownOf(node),
    );
  }

  /** What a node establishes on some path, by itself or by the functions that it runs. */
  occursIn(node: Node): Facts {
    return this.functionsIn(node).reduce(
      (facts, fn) => facts | this.#seen(this.of(fn).occurs, fn, node),
      this.#ownOf(node),
    );
  }

  /** The functions of this file that are called by a node, or handed by it to somebody who calls them. */
  functionsIn(node: Node): readonly FunctionNode[] {
    if (isFunction(node)) return isHandedOver(node) ? [node] : [];
    if (node.type !== "CallExpression") return [];
    const known = this.#run.get(node);
    if (known) return known;
    const called = this.#bindings.functionOf(node.callee);
    const handed = node.arguments.flatMap((argument) =>
      isFunction(argument) ? [] : (this.#bindings.functionOf(argument) ?? []),
    );
    const run = called ? [called, ...handed] : handed;
    this.#run.set(node, run);
    return run;
  }

  #seen(facts: Facts, fn: FunctionNode, node: Node): Facts {
    const { across } = this.#nodes;
    return across === undefined || facts === ALL_FACTS ? facts : across(facts, fn, node);
  }

  #ownOf(node: Node): Facts {
    const known = this.#own.get(node);
    if (known !== undefined) return known;
    const own = this.#judge(node);
    this.#own.set(node, own);
    return own;
  }

  /** An object that is missing is no path of the protocol: `this.states?.recordEvent(id)`. */
  #judge(node: Node): Facts {
    let facts = this.#nodes.own(node);
    if (node.type !== "ChainExpression") return facts;
    for (let part: Node | undefined = node.expression; part !== undefined;) {
      facts |= this.#nodes.own(part);
      if (part.type === "MemberExpression") part = part.object;
      else part = part.type === "CallExpression" ? part.callee : undefined;
    }
    return facts;
  }

  #summarise(fn: FunctionNode): PathSummary {
    const graph = this.graphs.get(fn);
    if (graph === undefined) return UNSEEN;
    let occurs: Facts = 0;
    const finallyGiven = new Map<Node, Facts>();
    const facts = solveMustFacts(graph, (segment) =>
      graph.nodesOf(segment).reduce((given, node) => given | this.gives(node), 0),
    );
    const reached: { readonly node: Node; readonly segment: Segment }[] = [];
    for (const segment of graph.segments) {
      for (const node of graph.nodesOf(segment)) {
        const given = this.gives(node);
        occurs |= this.occursIn(node);
        if (given !== 0) noteFinalizers(node, given, finallyGiven);
        if (node.type === "ReturnStatement" || node === graph.fn.body) reached.push({ node, segment });
      }
    }
    const { body } = graph.fn;
    if (body.type !== "BlockStatement") reached.push(...graph.returned.map((segment) => ({ node: body, segment })));
    const ends = reached.map(({ node, segment }) => {
      // The path through a `finally` is shared with what was thrown, so a `return` is judged where it stands.
      const final = finalizersOf(node).reduce((all, block) => all | (finallyGiven.get(block) ?? 0), 0);
      return { node, segment, held: facts.after(segment) | final, finally: final };
    });
    return { gives: ends.reduce((held, end) => held & end.held, ALL_FACTS), occurs, ends, facts };
  }
}

function noteFinalizers(node: Node, given: Facts, known: Map<Node, Facts>): void {
  for (const { statement, part } of enclosingTries(node)) {
    if (part === statement.finalizer) known.set(part, (known.get(part) ?? 0) | given);
  }
}

/** The `finally` blocks that run before a `return` takes effect. */
function finalizersOf(node: Node): readonly Node[] {
  if (node.type !== "ReturnStatement") return [];
  return enclosingTries(node).flatMap(({ statement: { finalizer }, part }) =>
    finalizer && finalizer !== part ? [finalizer] : [],
  );
}

/** The `try` statements around a node, up to its function, and in which part of each it stands. */
export function enclosingTries(
  node: Node,
): readonly { readonly statement: TSESTree.TryStatement; readonly part: Node }[] {
  const found: { readonly statement: TSESTree.TryStatement; readonly part: Node }[] = [];
  let part = node;
  while (part.parent && (part === node || !isFunction(part))) {
    if (part.parent.type === "TryStatement") found.push({ statement: part.parent, part });
    part = part.parent;
  }
  return found;
}

/** Whether a call runs what it is handed on failure, later, or as often as there are elements. */
function isRunOtherwise(node: Node | undefined): boolean {
  return node?.type === "CallExpression" && NOT_ONCE.test(calleeName(node) ?? "");
}

/** Whether a function is made where it is handed to a call. */
function isHandedOver(fn: FunctionNode): boolean {
  const outer = wrapped(fn);
  const { parent } = outer;
  return parent?.type === "CallExpression" && parent.callee !== outer;
}
