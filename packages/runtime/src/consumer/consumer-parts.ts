import type { AgentEnvironment } from "../agent.js";
import type { RuntimeObserver } from "../observability/runtime-event.js";
import type { ConsumerRef, EventStore } from "../ports/event-store.js";
import type { AgentCircuitBreaker } from "../resilience/circuit-breaker.js";
import type { ConsumingAgent } from "./attempt.js";
import type { ConsumerLimits } from "./limits.js";
import type { ProbeTurn } from "./probe-turn.js";

/** What a consumer is made of. */
export interface ConsumerParts {
  readonly agent: ConsumingAgent;
  readonly consumer: ConsumerRef;
  readonly store: EventStore;
  /** The number of the partition that it reads, where there are several. */
  readonly partition?: number | undefined;
  readonly breaker: AgentCircuitBreaker;
  /** Shared with the agent's readers of the other partitions, as the breaker is. */
  readonly probeTurn?: ProbeTurn | undefined;
  readonly environment: AgentEnvironment;
  readonly limits: ConsumerLimits;
  /** Key of a payload, or of the envelope: of events that share its value, one is in work at a time, in their order. */
  readonly orderBy?: string | undefined;
  /** Draws from [0, 1), for the jitter of retries. */
  readonly random: () => number;
  readonly observe: RuntimeObserver;
}
