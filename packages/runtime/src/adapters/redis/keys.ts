/**
 * Names of keys: a stream's is exactly its name, so that agents in any language find it; everything of ours is under
 * `handoff:`. The prefix goes in front of both.
 */
export class Keys {
  readonly prefix: string;
  /** Hash: records of all agents. */
  readonly agents: string;
  /** Sorted set: the spans whose hops are kept, by when they may be let go of. */
  readonly spans: string;
  /** String: how many partitions there are; only among the keys of the first one. */
  readonly partitions: string;
  /** String: the key of the payload that events are spread by, empty for the event's id; beside the number. */
  readonly partitionBy: string;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.agents = `${prefix}handoff:agents`;
    this.spans = `${prefix}handoff:spans`;
    this.partitions = `${prefix}handoff:partitions`;
    this.partitionBy = `${prefix}handoff:partition-by`;
  }

  stream(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Hash: how far each group of the stream has settled everything. */
  checkpoints(stream: string): string {
    return `${this.prefix}handoff:checkpoints:${stream}`;
  }

  /** Sorted set: event ids appended to the stream, by the order they came in. */
  seen(stream: string): string {
    return `${this.prefix}handoff:seen:${stream}`;
  }

  /**
   * Hash: dead letters of this stream that were resolved, by id, and the id of the one that was replayed under a key, by
   * `once:` and the key; sorted set: their ids, by position.
   */
  resolved(stream: string): { readonly records: string; readonly order: string } {
    const records = `${this.prefix}handoff:resolved:${stream}`;
    return { records, order: `${this.prefix}handoff:resolved-order:${stream}` };
  }

  /** Hash: the hops of a span, by trace id. */
  hops(span: number | ""): string {
    return `${this.prefix}handoff:hops:${span}`;
  }

  /** Hash: the trace ids of the hops that each hop caused in a span, by the trace id of the cause. */
  children(span: number | ""): string {
    return `${this.prefix}handoff:children:${span}`;
  }
}
