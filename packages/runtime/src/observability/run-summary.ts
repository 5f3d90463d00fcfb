import type { CommittedEntry, RuntimeEvent } from "./runtime-event.js";

/** What one agent did in a run. */
export interface AgentCounts {
  readonly agent: string;
  readonly published: number;
  readonly handedOff: number;
  readonly retries: number;
  readonly deadLetters: number;
  readonly fenced: number;
  readonly duplicates: number;
  /** Median and 99th percentile from the publishing of an input to the commit of its outputs, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | undefined;
}

interface MutableCounts {
  published: number;
  handedOff: number;
  retries: number;
  deadLetters: number;
  fenced: number;
  duplicates: number;
  latencies: number[];
}

/** Counts what happens in a run, from the runtime's own events. */
export class RunSummary {
  readonly #agents = new Map<string, MutableCounts>();
  readonly #streams = new Map<string, number>();
  readonly #deadLettersByCode = new Map<string, number>();

  observe(event: RuntimeEvent): void {
    const counts = this.#of(event.agent);
    switch (event.kind) {
      case "published":
        counts.published++;
        this.#added([event.entry]);
        return;
      case "handed_off":
        counts.handedOff++;
        counts.latencies.push(event.latencyMs);
        this.#added(event.outputs);
        return;
      case "retry_scheduled":
        counts.retries++;
        return;
      case "dead_lettered":
        counts.deadLetters++;
        this.#deadLettersByCode.set(event.code, (this.#deadLettersByCode.get(event.code) ?? 0) + 1);
        return;
      case "fenced":
        counts.fenced++;
        return;
      case "duplicate":
        counts.duplicates++;
        return;
      case "agent_started":
      case "agent_stopped":
      case "given_back":
      case "passed_over":
      case "breaker_changed":
      case "store_lost":
      case "store_restored":
        return;
      default:
        return event satisfies never;
    }
  }

  /** Per agent, in the order of their first sign of life. */
  get agents(): readonly AgentCounts[] {
    return [...this.#agents].map(([agent, { latencies, ...counts }]) => ({
      agent,
      ...counts,
      latencyMs: percentiles(latencies),
    }));
  }

  /** Events added per stream in this run. */
  get streams(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#streams);
  }

  /** Dead letters of this run per error code. */
  get deadLetters(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#deadLettersByCode);
  }

  #added(entries: readonly CommittedEntry[]): void {
    for (const { stream } of entries) this.#streams.set(stream, (this.#streams.get(stream) ?? 0) + 1);
  }

  #of(agent: string): MutableCounts {
    let counts = this.#agents.get(agent);
    if (counts === undefined) {
      counts = { published: 0, handedOff: 0, retries: 0, deadLetters: 0, fenced: 0, duplicates: 0, latencies: [] };
      this.#agents.set(agent, counts);
    }
    return counts;
  }
}

/** Nearest-rank percentiles. */
function percentiles(values: readonly number[]): { p50: number; p99: number } | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (fraction: number): number => sorted[Math.ceil(sorted.length * fraction) - 1] ?? 0;
  return sorted.length === 0 ? undefined : { p50: at(0.5), p99: at(0.99) };
}
