import type { PathGraph, Segment } from "./code-paths.js";

/** A set of facts, one bit each. */
export type Facts = number;

/** The incoming trace id was read. */
export const READ: Facts = 1;
/** A new trace id was minted. */
export const MINT: Facts = 2;
/** Both ids were logged in one call. */
export const LOG: Facts = 4;
/** The whole hand-off. */
export const HANDOFF: Facts = READ | MINT | LOG;

/** Every fact there is: what holds where no path leads. */
export const ALL_FACTS: Facts = -1;

/** What surely holds at each point of a function, whichever way it was reached. */
export interface MustFacts {
  /** What holds when a segment is entered. */
  before(segment: Segment): Facts;
  /** What holds when a segment is left. */
  after(segment: Segment): Facts;
  /** What holds whenever the function returns. */
  readonly atReturn: Facts;
  /** How many times a segment was evaluated: the cost. */
  readonly steps: number;
}

/**
 * Solves a forward must-analysis: a fact holds at a point if it was established on every path to it. Facts are only ever
 * established, so each segment is looked at again only when a predecessor has lost a fact.
 */
export function solveMustFacts(graph: PathGraph, established: (segment: Segment) => Facts): MustFacts {
  const before = new Map<Segment, Facts>();
  const own = new Map<Segment, Facts>();
  const after = (segment: Segment): Facts => (before.get(segment) ?? ALL_FACTS) | (own.get(segment) ?? 0);
  for (const segment of graph.segments) own.set(segment, established(segment));
  before.set(graph.initial, 0);
  const pending: Segment[] = [graph.initial];
  const queued = new Set<Segment>(pending);
  let steps = 0;
  // What is added to the list on the way is visited as well.
  for (const segment of pending) {
    queued.delete(segment);
    steps += 1;
    const reached = after(segment);
    for (const next of segment.nextSegments) {
      const known = before.get(next) ?? ALL_FACTS;
      const narrowed = known & reached;
      if (before.has(next) && narrowed === known) continue;
      before.set(next, narrowed);
      if (queued.has(next)) continue;
      queued.add(next);
      pending.push(next);
    }
  }
  return {
    before: (segment) => before.get(segment) ?? ALL_FACTS,
    after,
    atReturn: graph.returned.reduce((facts, segment) => facts & after(segment), ALL_FACTS),
    steps,
  };
}
