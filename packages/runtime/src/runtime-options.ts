import type { Topology } from "@handoff/contracts";
import type { ConsumingAgent } from "./consumer/attempt.js";
import { type ConsumerLimits, resolveLimits } from "./consumer/limits.js";
import { HandoffError, HandoffErrorCode } from "./errors.js";
import type { RetentionOptions } from "./housekeeping.js";
import type { Log } from "./observability/log.js";
import type { RuntimeObserver } from "./observability/runtime-event.js";
import type { TracingOptions } from "./observability/tracing.js";
import type { AgentStateStore } from "./ports/agent-state-store.js";
import type { Clock } from "./ports/clock.js";
import type { EventStore } from "./ports/event-store.js";
import { type PartitionedStore, partitionsOf } from "./ports/partitioned-store.js";
import type { TraceIds } from "./ports/trace-ids.js";
import type { CircuitBreakerOptions } from "./resilience/circuit-breaker.js";

/** Any producer, whatever it publishes. */
export interface ProducingAgent {
  readonly topology: Topology;
  readonly agentId: string;
  produce(context: never): Promise<void>;
}

export type RunnableAgent = ConsumingAgent | ProducingAgent;

/** How one agent reads and works, where it differs from the others. */
export interface AgentTuning extends Partial<ConsumerLimits> {
  /**
   * Key of the payload, or else of the envelope: events that share its value are processed one after the other, in the
   * order of the stream, retries included; others beside them, as far as `concurrency` goes. The order holds within a
   * process: let one process run the agent, or one for each partition.
   */
  readonly orderBy?: string;
}

export interface RuntimeOptions {
  readonly topology: Topology;
  /** The agents that run in this process; the others of the topology run elsewhere. */
  readonly agents: readonly RunnableAgent[];
  readonly store: EventStore | PartitionedStore;
  /**
   * The partitions of the store that agents read in this process (default: all). Each is read by itself, within the limits
   * of its agent; where order counts, let each partition be read by one process.
   */
  readonly partitions?: readonly number[];
  readonly states: AgentStateStore;
  readonly limits?: Partial<ConsumerLimits>;
  /** What differs for single agents, by their id. */
  readonly perAgent?: Readonly<Record<string, AgentTuning>>;
  readonly breaker?: Pick<CircuitBreakerOptions, "failureThreshold" | "resetTimeoutMs" | "resetTimeoutMaxMs">;
  /** Where a group that does not exist yet starts: `$` at new entries (default), `0` at the first one. */
  readonly startFrom?: "$" | "0";
  /** Removes entries that every group is done with, now and then; without it, streams grow until somebody else trims them. */
  readonly retention?: RetentionOptions;
  readonly log?: Log;
  /** Told of everything that happens, besides the log. */
  readonly observe?: RuntimeObserver;
  readonly clock?: Clock;
  readonly traceIds?: TraceIds;
  /**
   * The largest event, names and values of its fields together, in bytes (default 1 MiB). A larger one is refused when it
   * is published, and goes to the dead letters unread when it arrives.
   */
  readonly maxEventBytes?: number;
  /** How hops become OpenTelemetry spans. */
  readonly tracing?: TracingOptions;
  /** Draws from [0, 1), for the jitter of retries. */
  readonly random?: () => number;
}

/**
 * The agents fit the topology.
 *
 * @throws {HandoffError} `OPTION_INVALID`
 */
export function requireAgents({ topology, agents }: RuntimeOptions): void {
  const seen = new Set<string>();
  for (const agent of agents) {
    const { agentId } = agent;
    const route = topology.agents[agentId];
    const expected = route?.consumes === undefined ? "produce" : "processEvent";
    if (route === undefined) throw invalidAgent(agentId, "is not in the topology. Add it, or leave it out");
    if (seen.has(agentId)) throw invalidAgent(agentId, "is given twice. Give it once");
    if (!(expected in agent))
      throw invalidAgent(agentId, `has no ${expected} method, which its row in the topology asks for`);
    seen.add(agentId);
  }
}

/** How one agent reads and works, defaults included. */
export interface Tuning {
  readonly limits: ConsumerLimits;
  readonly orderBy: string | undefined;
}

/**
 * How each agent reads and works, by its id.
 *
 * @throws {HandoffError} `OPTION_INVALID`
 */
export function tuningOf({ agents, limits = {}, perAgent = {} }: RuntimeOptions): ReadonlyMap<string, Tuning> {
  resolveLimits(limits);
  for (const agentId of Object.keys(perAgent)) {
    if (!agents.some((agent) => agent.agentId === agentId)) {
      throw invalidAgent(agentId, "is tuned in perAgent and not run here. Add it, or leave its tuning out");
    }
  }
  return new Map(
    agents.map(({ agentId }) => {
      const { orderBy, ...own } = perAgent[agentId] ?? {};
      return [agentId, { limits: resolveLimits({ ...limits, ...own }), orderBy }];
    }),
  );
}

/** A store that is read, and the number of the partition that it is. */
export interface PlacedStore {
  readonly store: EventStore;
  readonly partition: number | undefined;
}

/**
 * What is read here.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a partition that there is not, or none at all.
 */
export function placesOf({ store, partitions }: RuntimeOptions): readonly PlacedStore[] {
  const isPartitioned = "partitions" in store;
  if (partitions !== undefined && !isPartitioned) {
    throw invalidPartitions("are given for a store without. Open it with partitions, or leave them out");
  }
  const all = partitionsOf(store).map((place, number) => ({ store: place, partition: number }));
  const places = partitions === undefined ? all : all.filter(({ partition }) => partitions.includes(partition));
  const asked = new Set(partitions ?? places.map(({ partition }) => partition));
  if (places.length === 0 || places.length < asked.size) {
    throw invalidPartitions(`are ${JSON.stringify(partitions)}. Give some of 0 to ${all.length - 1}`);
  }
  return isPartitioned ? places : [{ store, partition: undefined }];
}

function invalidPartitions(problem: string): HandoffError {
  return new HandoffError(HandoffErrorCode.OPTION_INVALID, `partitions ${problem}.`);
}

/** What is said of an agent that does not go with the rest. */
export function invalidAgent(agentId: string, problem: string): HandoffError {
  return new HandoffError(HandoffErrorCode.OPTION_INVALID, `agents: ${agentId} ${problem}.`);
}
