import type { Hop } from "../../ports/event-store.js";

/**
 * Names of keys: a stream's is exactly its name, so that agents in any language find it; everything of ours is under
 * `handoff:`. The prefix goes in front of both.
 */
export class Keys {
  readonly prefix: string;
  /** Hash: records of all agents. */
  readonly agents: string;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.agents = `${prefix}handoff:agents`;
  }

  stream(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Sorted set: event ids appended to the stream, by the order they came in. */
  seen(stream: string): string {
    return `${this.prefix}handoff:seen:${stream}`;
  }

  /** Hash: the hop with this trace id. */
  hop(traceId: string): string {
    return `${this.prefix}handoff:hop:${traceId}`;
  }

  /** Where a hop is kept, and then where it stands among the children of its parent. */
  ofHop({ traceId, parentTraceId }: Hop): string[] {
    return [this.hop(traceId), ...(parentTraceId === undefined ? [] : [this.children(parentTraceId)])];
  }

  /** List: trace ids of the hops that this hop caused. */
  children(traceId: string): string {
    return `${this.prefix}handoff:children:${traceId}`;
  }
}
