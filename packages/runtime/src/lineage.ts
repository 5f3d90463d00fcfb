import type { RecordedHop, WholeStore } from "./ports/event-store.js";

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

/** How many hops are asked for at the same time. */
const AT_ONCE = 100;

/** The chain of a trace id, backwards to its origin and forwards to everything it caused; undefined for an unknown id. */
export async function traceLineage(store: WholeStore, traceId: string): Promise<Lineage | undefined> {
  const hop = await store.hop(traceId);
  if (hop === undefined) return undefined;
  const [origin, node] = await Promise.all([trackBack(store, hop), follow(store, hop)]);
  return { ...origin, node };
}

async function trackBack(store: WholeStore, hop: RecordedHop): Promise<Omit<Lineage, "node">> {
  const ancestors = [hop];
  const visited = new Set([hop.traceId]);
  for (let next = hop.parentTraceId; next !== undefined && !visited.has(next);) {
    const parent = await store.hop(next);
    if (parent === undefined) return { ancestors: ancestors.reverse(), missingParent: next };
    visited.add(next);
    ancestors.push(parent);
    next = parent.parentTraceId;
  }
  return { ancestors: ancestors.reverse() };
}

interface Branch extends LineageNode {
  readonly caused: Branch[];
}

/** Foreign agents may write any parent, so a chain can bite its own tail; each hop is followed once. */
async function follow(store: WholeStore, hop: RecordedHop): Promise<LineageNode> {
  const root: Branch = { hop, caused: [] };
  const visited = new Set([hop.traceId]);
  const ahead = (await store.children(hop.traceId)).map((traceId) => ({ traceId, cause: root }));
  while (ahead.length > 0) {
    const next = ahead.splice(0, AT_ONCE).filter(({ traceId }) => visited.size < visited.add(traceId).size);
    const found = await Promise.all(
      next.map(async ({ traceId, cause }) => {
        const [caused, children] = await Promise.all([store.hop(traceId), store.children(traceId)]);
        return { cause, caused, children };
      }),
    );
    for (const { cause, caused, children } of found) {
      if (caused === undefined) continue;
      const branch: Branch = { hop: caused, caused: [] };
      cause.caused.push(branch);
      for (const traceId of children) ahead.push({ traceId, cause: branch });
    }
  }
  return root;
}
