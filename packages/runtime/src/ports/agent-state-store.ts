import type { BreakerState } from "./breaker-state.js";
import type { AgentActivity } from "./event-store.js";

/** What is stored of one agent; whether it is alive is derived from it. Times are milliseconds since the epoch. */
export interface AgentRecord {
  readonly agentId: string;
  /** Events begun. */
  readonly events: number;
  /** Events that failed. */
  readonly errors: number;
  readonly registeredAt?: number;
  readonly lastEventAt?: number;
  readonly heartbeatAt?: number;
  readonly stoppedAt?: number;
  /** The state that its circuit breaker changed to last. */
  readonly breaker?: BreakerState;
}

/** Where agents leave signs of life. Both adapters pass `test/conformance/agent-state-store.ts`. */
export interface AgentStateStore {
  /** Makes the agent known, notes when, and clears an earlier stop; keeps its counts. */
  register(agentId: string, at: number): Promise<void>;
  /** Adds to the counts; `events` above 0 set the last event, and any report is a heartbeat. */
  record(activity: AgentActivity): Promise<void>;
  /** Marks the agent as stopped on purpose. */
  stop(agentId: string, at: number): Promise<void>;
  /** Keeps the state of the agent's circuit breaker. */
  keepBreaker(agentId: string, state: BreakerState): Promise<void>;
  get(agentId: string): Promise<AgentRecord | undefined>;
  /** Every known agent, by id. */
  list(): Promise<readonly AgentRecord[]>;
}
