import type { EventStore, RecordedHop } from "./ports/event-store.js";

/** A hop of a chain and what it caused. */
export interface LineageNode {
  readonly hop: RecordedHop;
  /** Hops that processed what this one published, in the order they were committed. */
  readonly caused: readonly LineageNode[];
}

/** The chain around one hop. */
export interface Lineage {
  /** From the origin of the chain to the hop that was asked for, itself included. */
  readonly ancestors: readonly RecordedHop[];
  /** The hop that was asked for, and everything that followed. */
  readonly node: LineageNode;
  /** The parent that should precede the first ancestor but is not kept: retention has passed, or it was never recorded. */
  readonly missingParent?: string;
}

/** The chain of a trace id, backwards to its origin and forwards to everything it caused; undefined for an unknown id. */
export async function traceLineage(store: EventStore, traceId: string): Promise<Lineage | undefined> {
  const hop = await store.hop(traceId);
  if (hop === undefined) return undefined;
  const ancestors = [hop];
  const visited = new Set([hop.traceId]);
  let missingParent: string | undefined;
  for (let next = hop.parentTraceId; next !== undefined && !visited.has(next);) {
    const parent = await store.hop(next);
    if (parent === undefined) {
      missingParent = next;
      break;
    }
    visited.add(next);
    ancestors.unshift(parent);
    next = parent.parentTraceId;
  }
  const node = await follow(store, hop, new Set());
  return { ancestors, node, ...(missingParent === undefined ? {} : { missingParent }) };
}

/** Foreign agents may write any parent, so a chain can bite its own tail; each hop is followed once. */
async function follow(store: EventStore, hop: RecordedHop, visited: Set<string>): Promise<LineageNode> {
  visited.add(hop.traceId);
  const caused: LineageNode[] = [];
  for (const childId of await store.children(hop.traceId)) {
    const child = visited.has(childId) ? undefined : await store.hop(childId);
    if (child !== undefined) caused.push(await follow(store, child, visited));
  }
  return { hop, caused };
}
