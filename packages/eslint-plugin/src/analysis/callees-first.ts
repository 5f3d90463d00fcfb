import type { FunctionNode } from "./syntax.js";

/** What is computed for each function, and from what. */
export interface BottomUp<Result> {
  /** The functions whose results a function's own is computed from. */
  calleesOf(fn: FunctionNode): readonly FunctionNode[];
  /** What a function is taken for before it was looked at; each computation may only move away from it. */
  readonly start: Result;
  compute(fn: FunctionNode): Result;
  isSame(left: Result, right: Result): boolean;
}

/** A function on the way down, and how many of its callees were looked at. */
interface Visit {
  readonly fn: FunctionNode;
  readonly callees: readonly FunctionNode[];
  next: number;
}

/**
 * Computes a result for each function, callees first, without recursion of its own. Functions that call each other are
 * computed again until none of their results changes.
 */
export class CalleesFirst<Result> {
  readonly #plan: BottomUp<Result>;
  readonly #known = new Map<FunctionNode, Result>();

  constructor(plan: BottomUp<Result>) {
    this.#plan = plan;
  }

  of(fn: FunctionNode): Result {
    if (!this.#known.has(fn)) for (const group of groupsBelow(fn, this.#calleesOf)) this.#settle(group);
    return this.#known.get(fn) ?? this.#plan.start;
  }

  readonly #calleesOf = (fn: FunctionNode): readonly FunctionNode[] =>
    this.#plan.calleesOf(fn).filter((callee) => !this.#known.has(callee));

  #settle(group: readonly FunctionNode[]): void {
    const callers = callersWithin(group, this.#calleesOf);
    for (const fn of group) this.#known.set(fn, this.#plan.start);
    const pending = [...group];
    const queued = new Set(pending);
    // What is added to the list on the way is visited as well.
    for (const fn of pending) {
      queued.delete(fn);
      const result = this.#plan.compute(fn);
      const isSettled = this.#plan.isSame(this.#known.get(fn) ?? this.#plan.start, result);
      this.#known.set(fn, result);
      if (isSettled) continue;
      for (const caller of callers.get(fn) ?? []) {
        if (queued.has(caller)) continue;
        queued.add(caller);
        pending.push(caller);
      }
    }
  }
}

type CalleesOf = (fn: FunctionNode) => readonly FunctionNode[];

function callersWithin(group: readonly FunctionNode[], calleesOf: CalleesOf): Map<FunctionNode, FunctionNode[]> {
  const callers = new Map<FunctionNode, FunctionNode[]>(group.map((fn) => [fn, []]));
  for (const fn of group) for (const callee of calleesOf(fn)) callers.get(callee)?.push(fn);
  return callers;
}

/** The groups of functions that call each other, callees first: Tarjan's strongly connected components. */
function groupsBelow(root: FunctionNode, calleesOf: CalleesOf): readonly (readonly FunctionNode[])[] {
  const groups: FunctionNode[][] = [];
  const numbers = new Map<FunctionNode, number>();
  const lowest = new Map<FunctionNode, number>();
  const open: FunctionNode[] = [];
  const isOpen = new Set<FunctionNode>();
  const path: Visit[] = [];
  const enter = (fn: FunctionNode): void => {
    lowest.set(fn, numbers.size);
    numbers.set(fn, numbers.size);
    open.push(fn);
    isOpen.add(fn);
    path.push({ fn, callees: calleesOf(fn), next: 0 });
  };
  const lower = (fn: FunctionNode, number: number | undefined): void => {
    lowest.set(fn, Math.min(lowest.get(fn) ?? 0, number ?? 0));
  };
  enter(root);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const { fn } = visit;
    const callee = visit.callees[visit.next];
    visit.next += 1;
    if (callee !== undefined) {
      if (!numbers.has(callee)) enter(callee);
      else if (isOpen.has(callee)) lower(fn, numbers.get(callee));
      continue;
    }
    path.pop();
    const caller = path.at(-1);
    if (caller) lower(caller.fn, lowest.get(fn));
    if (lowest.get(fn) !== numbers.get(fn)) continue;
    const group = open.splice(open.lastIndexOf(fn));
    for (const member of group) isOpen.delete(member);
    groups.push(group.reverse());
  }
  return groups;
}
