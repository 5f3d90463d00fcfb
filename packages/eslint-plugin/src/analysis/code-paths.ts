import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { type FunctionNode, isFunction, type Node } from "./syntax.js";

export type Segment = TSESLint.CodePathSegment;

/** The ways through one function, and what is evaluated on each piece of them. */
export interface PathGraph {
  readonly fn: FunctionNode;
  readonly initial: Segment;
  /** The reachable segments, in the order of the source. */
  readonly segments: readonly Segment[];
  /** The segments from which the function returns. */
  readonly returned: readonly Segment[];
  /** What is evaluated in a segment, in order: a graph's own nodes, not those of functions inside it. */
  nodesOf(segment: Segment): readonly Node[];
  /** The node at which a segment starts. */
  startOf(segment: Segment): Node | undefined;
  /** The test that a segment ends with, if it does. */
  testOf(segment: Segment): Node | undefined;
}

/** A code path; `origin` is missing from the types. */
type CodePath = TSESLint.CodePath & { readonly origin: string };

class Frame {
  readonly codePath: CodePath;
  readonly current = new Set<Segment>();
  readonly segments: Segment[] = [];
  readonly nodes = new Map<Segment, Node[]>();
  readonly starts = new Map<Segment, Node>();
  readonly tests = new Map<Segment, Node>();

  constructor(codePath: CodePath) {
    this.codePath = codePath;
  }

  toGraph(fn: FunctionNode): PathGraph {
    return {
      fn,
      initial: this.codePath.initialSegment,
      segments: this.segments,
      returned: this.codePath.returnedSegments.filter((segment) => this.starts.has(segment)),
      nodesOf: (segment) => this.nodes.get(segment) ?? [],
      startOf: (segment) => this.starts.get(segment),
      testOf: (segment) => this.tests.get(segment),
    };
  }
}

/** Follows a traversal and remembers, per function, what each segment of its code path evaluates. */
export class CodePathRecorder {
  readonly graphs = new Map<FunctionNode, PathGraph>();
  readonly #frames: Frame[] = [];

  /** Listeners that keep the recorder informed. */
  readonly listeners = {
    onCodePathStart: (codePath: CodePath, node: TSESTree.Node) => {
      if (codePath.origin === "function" && isFunction(node)) this.record(node);
      this.#frames.push(new Frame(codePath));
    },
    onCodePathEnd: (_codePath: CodePath, node: TSESTree.Node) => {
      const frame = this.#frames.pop();
      // The initialiser of a class field is a code path of its own, at the same node as a function that it holds.
      if (frame?.codePath.origin === "function" && isFunction(node)) this.graphs.set(node, frame.toGraph(node));
    },
    onCodePathSegmentStart: (segment: Segment, node: TSESTree.Node) => {
      const frame = this.#frames.at(-1);
      if (frame === undefined) return;
      frame.current.add(segment);
      frame.segments.push(segment);
      frame.starts.set(segment, node);
    },
    onCodePathSegmentEnd: (segment: Segment) => {
      this.#frames.at(-1)?.current.delete(segment);
    },
    // typescript-eslint types listeners of nodes only.
  } as unknown as TSESLint.RuleListener;

  /** Notes that a node is evaluated now. */
  record(node: Node): void {
    const frame = this.#frames.at(-1);
    for (const segment of frame?.current ?? []) {
      const nodes = frame?.nodes.get(segment);
      if (nodes) nodes.push(node);
      else frame?.nodes.set(segment, [node]);
    }
  }

  /** Notes that what is evaluated next depends on an expression. */
  recordTest(test: Node): void {
    const frame = this.#frames.at(-1);
    for (const segment of frame?.current ?? []) frame?.tests.set(segment, test);
  }
}
