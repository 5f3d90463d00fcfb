import type { Topology } from "@handoff/contracts";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type Clock, systemClock } from "../ports/clock.js";
import type { WholeStore, GroupState } from "../ports/event-store.js";
import type { CommittedEntry, RuntimeEvent } from "./runtime-event.js";

export interface MetricsOptions {
  readonly topology: Topology;
  /** Asked at each reading for the state of the streams and groups. */
  readonly store: Pick<WholeStore, "inspect">;
  readonly clock?: Clock;
  /** Where the metrics are registered; give a service's own to have them beside its others. */
  readonly registry?: Registry;
}

/** From a hop in memory to one that waited for a retry, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const BREAKER_STATES = ["closed", "open", "half_open", "isolated"] as const;
const GROUP = ["stream", "group"] as const;

/**
 * What happens in this process and how the streams stand, as Prometheus metrics. Labels take their values from the
 * topology and from the error codes, so that the number of series is bounded.
 */
export class Metrics {
  readonly registry: Registry;
  readonly #options: MetricsOptions;
  readonly #published: Counter<"agent" | "stream">;
  readonly #duplicates: Counter<"agent">;
  readonly #handOffs: Counter<"agent">;
  readonly #duration: Histogram<"agent">;
  readonly #latency: Histogram<"agent">;
  readonly #retries: Counter<"agent">;
  readonly #deadLetters: Counter<"agent" | "code">;
  readonly #fenced: Counter<"agent">;
  readonly #givenBack: Counter<"agent" | "reason">;
  readonly #passedOver: Counter<"agent">;
  readonly #outages: Counter<"agent">;
  readonly #breaker: Gauge<"agent" | "state">;
  readonly #up: Gauge;
  readonly #length: Gauge<"stream">;
  readonly #lag: Gauge<"stream" | "group">;
  readonly #pending: Gauge<"stream" | "group">;
  readonly #oldest: Gauge<"stream" | "group">;

  constructor(options: MetricsOptions) {
    this.#options = options;
    const { registry = new Registry() } = options;
    this.registry = registry;
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new Counter({ name: `handoff_${name}_total`, help, labelNames, registers: [registry] });
    const seconds = (name: string, help: string): Histogram<"agent"> =>
      new Histogram({
        name: `handoff_${name}_seconds`,
        help,
        labelNames: ["agent"],
        buckets: SECONDS,
        registers: [registry],
      });
    const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
      new Gauge({ name: `handoff_${name}`, help, labelNames, registers: [registry] });
    this.#published = counter("events_published", "Events added to a stream by this process.", ["agent", "stream"]);
    this.#duplicates = counter("duplicates", "Events offered by a producer that had been published before.", ["agent"]);
    this.#handOffs = counter("hand_offs", "Inputs acknowledged together with their outputs.", ["agent"]);
    this.#duration = seconds("processing_duration", "How long the handler took for an input that was handed off.");
    this.#latency = seconds("hop_latency", "From the publishing of an input to the commit of its outputs.");
    this.#retries = counter("retries", "Failed attempts that will be repeated.", ["agent"]);
    this.#deadLetters = counter("dead_letters", "Events that were given up, by error code.", ["agent", "code"]);
    this.#fenced = counter("fenced", "Results that came too late: someone else settles the entry.", ["agent"]);
    this.#givenBack = counter("given_back", "Entries that went back to their group unprocessed.", ["agent", "reason"]);
    this.#passedOver = counter("passed_over", "Replays that were for another group of the stream.", ["agent"]);
    this.#outages = counter("store_outages", "Times that the store stopped answering an agent.", ["agent"]);
    this.#breaker = gauge("breaker_state", "1 for the state that the circuit breaker is in.", ["agent", "state"]);
    this.#up = gauge("store_up", "Whether the store answered when these metrics were read.", []);
    this.#length = gauge("stream_entries", "Entries on the stream.", ["stream"]);
    this.#lag = gauge("group_lag_entries", "Entries not yet delivered to the group.", GROUP);
    this.#pending = gauge("group_pending_entries", "Entries delivered to the group and not yet acknowledged.", GROUP);
    this.#oldest = gauge(
      "group_oldest_pending_seconds",
      "Age of the oldest pending entry of the group, since it was published; 0 where none is pending.",
      GROUP,
    );
  }

  /** Counts what happened: hand it to `createRuntime` as `observe`. */
  readonly observe = (event: RuntimeEvent): void => {
    const { agent } = event;
    switch (event.kind) {
      case "agent_started":
        this.#begin(agent);
        return;
      case "published":
        this.#added(agent, [event.entry]);
        return;
      case "duplicate":
        this.#duplicates.inc({ agent });
        return;
      case "handed_off":
        this.#handOffs.inc({ agent });
        this.#duration.observe({ agent }, event.durationMs / 1_000);
        this.#latency.observe({ agent }, event.latencyMs / 1_000);
        this.#added(agent, event.outputs);
        return;
      case "retry_scheduled":
        this.#retries.inc({ agent });
        return;
      case "dead_lettered":
        this.#deadLetters.inc({ agent, code: event.code });
        return;
      case "fenced":
        this.#fenced.inc({ agent });
        return;
      case "given_back":
        this.#givenBack.inc({ agent, reason: event.reason }, event.count);
        return;
      case "breaker_changed":
        this.#breakerIs(agent, event.state);
        return;
      case "store_lost":
        this.#outages.inc({ agent });
        return;
      case "passed_over":
        this.#passedOver.inc({ agent });
        return;
      case "agent_stopped":
      case "store_restored":
        return;
      default:
        return event satisfies never;
    }
  };

  /** Everything in Prometheus' text format. A store that does not answer is told by `handoff_store_up`; it is no failure. */
  async text(): Promise<string> {
    await this.#inspect();
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async #inspect(): Promise<void> {
    const { topology, store } = this.#options;
    const streams = [...Object.keys(topology.streams), topology.deadLetterStream];
    const states = await store.inspect(streams).catch(() => undefined);
    // From here on in one step: two readings at a time must not see each other's half.
    for (const gauge of [this.#length, this.#lag, this.#pending, this.#oldest]) gauge.reset();
    this.#up.set(states === undefined ? 0 : 1);
    for (const { stream, length, groups } of states ?? []) {
      this.#length.set({ stream }, length);
      for (const state of groups) this.#groupIs(state);
    }
  }

  #groupIs({ stream, group, lag, pending, oldestPendingId }: GroupState): void {
    const { topology, clock = systemClock } = this.#options;
    // Foreign groups are not bounded in number.
    if (!topology.groups.some((known) => known.stream === stream && known.group === group)) return;
    this.#lag.set({ stream, group }, lag);
    this.#pending.set({ stream, group }, pending);
    const ageMs = oldestPendingId === undefined ? 0 : clock.now() - Number(oldestPendingId.split("-")[0]);
    this.#oldest.set({ stream, group }, Math.max(0, ageMs) / 1_000);
  }

  /** A rate needs a 0 to start from. */
  #begin(agent: string): void {
    const route = this.#options.topology.agents[agent];
    for (const stream of route?.publishes ?? []) this.#published.inc({ agent, stream }, 0);
    const ofAll = [this.#retries, this.#fenced, this.#outages];
    for (const counter of [...ofAll, route?.consumes === undefined ? this.#duplicates : this.#handOffs]) {
      counter.inc({ agent }, 0);
    }
    this.#breakerIs(agent, "closed");
  }

  #added(agent: string, entries: readonly CommittedEntry[]): void {
    for (const { stream } of entries) this.#published.inc({ agent, stream });
  }

  #breakerIs(agent: string, state: (typeof BREAKER_STATES)[number]): void {
    for (const one of BREAKER_STATES) this.#breaker.set({ agent, state: one }, one === state ? 1 : 0);
  }
}
