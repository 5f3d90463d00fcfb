import type { AgentRecord, AgentStateStore } from "./ports/agent-state-store.js";
import { type Clock, systemClock } from "./ports/clock.js";

/** Whether an agent lives, derived from its last sign of life. */
export type Liveness = "active" | "stale" | "stopped" | "never_seen";

/** An agent as the registry reports it. */
export interface AgentState extends AgentRecord {
  readonly liveness: Liveness;
}

export interface AgentStateRegistryOptions {
  readonly clock?: Clock;
  /** Silence after which an agent counts as stale, in milliseconds (default 60,000). */
  readonly staleAfterMs?: number;
}

/** Liveness of agents: every agent registers, records each event it begins and leaves a heartbeat after it. */
export class AgentStateRegistry {
  readonly #store: AgentStateStore;
  readonly #clock: Clock;
  readonly #staleAfterMs: number;

  constructor(store: AgentStateStore, { clock = systemClock, staleAfterMs = 60_000 }: AgentStateRegistryOptions = {}) {
    this.#store = store;
    this.#clock = clock;
    this.#staleAfterMs = staleAfterMs;
  }

  async register(agentId: string): Promise<void> {
    await this.#store.register(agentId, this.#clock.now());
  }

  /** At the start of each event. */
  async recordEvent(agentId: string): Promise<void> {
    await this.#store.record({ agentId, events: 1, errors: 0, at: this.#clock.now() });
  }

  /** After each event, and now and then while a long one runs. */
  async updateHeartbeat(agentId: string): Promise<void> {
    await this.#store.record({ agentId, events: 0, errors: 0, at: this.#clock.now() });
  }

  /** When the agent stops on purpose. */
  async stop(agentId: string): Promise<void> {
    await this.#store.stop(agentId, this.#clock.now());
  }

  /** The state of one agent; one that nobody has heard of is `never_seen`. */
  async get(agentId: string): Promise<AgentState> {
    return this.#derive((await this.#store.get(agentId)) ?? { agentId, events: 0, errors: 0 });
  }

  /** Every agent that has been heard of, by id. */
  async list(): Promise<readonly AgentState[]> {
    return (await this.#store.list()).map((record) => this.#derive(record));
  }

  #derive(record: AgentRecord): AgentState {
    return { ...record, liveness: this.#liveness(record) };
  }

  #liveness({ registeredAt, heartbeatAt, stoppedAt }: AgentRecord): Liveness {
    if (stoppedAt !== undefined) return "stopped";
    const lastSign = Math.max(registeredAt ?? -Infinity, heartbeatAt ?? -Infinity);
    if (lastSign === -Infinity) return "never_seen";
    return this.#clock.now() - lastSign > this.#staleAfterMs ? "stale" : "active";
  }
}
