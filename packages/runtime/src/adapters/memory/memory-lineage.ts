import type { Clock } from "../../ports/clock.js";
import type { Hop, RecordedHop } from "../../ports/event-store.js";

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

/** Hops by trace id and the children of each, kept for a bounded time. */
export class MemoryLineage {
  readonly #clock: Clock;
  readonly #hops = new Map<string, Kept<RecordedHop>>();
  readonly #children = new Map<string, Kept<readonly string[]>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  record(hop: RecordedHop, retentionMs: number): void {
    this.#keep(this.#hops, hop.traceId, { value: copyOf(hop), until: this.#clock.now() + retentionMs });
    if (hop.parentTraceId === undefined) return;
    const siblings = this.children(hop.parentTraceId);
    this.#keep(this.#children, hop.parentTraceId, {
      value: [...siblings, hop.traceId],
      until: this.#clock.now() + retentionMs,
    });
  }

  hop(traceId: string): RecordedHop | undefined {
    return this.#live(this.#hops.get(traceId));
  }

  children(traceId: string): readonly string[] {
    return this.#live(this.#children.get(traceId)) ?? [];
  }

  clear(): void {
    this.#hops.clear();
    this.#children.clear();
  }

  /** Takes its place at the end: what expires first stays in front, where it is swept away. */
  #keep<T>(map: Map<string, Kept<T>>, traceId: string, kept: Kept<T>): void {
    map.delete(traceId);
    map.set(traceId, kept);
    for (const [oldest, { until }] of map) {
      if (until > this.#clock.now()) break;
      map.delete(oldest);
    }
  }

  #live<T>(kept: Kept<T> | undefined): T | undefined {
    return kept !== undefined && kept.until > this.#clock.now() ? kept.value : undefined;
  }
}

function copyOf({ input, outputs, ...hop }: RecordedHop): RecordedHop {
  return {
    ...(hop satisfies Hop),
    ...(input === undefined ? {} : { input: { ...input } }),
    outputs: outputs.map((output) => ({ ...output })),
  };
}
