import type { AgentRecord, AgentStateStore } from "../../ports/agent-state-store.js";
import type { AgentActivity } from "../../ports/event-store.js";
import type { BreakerState } from "../../ports/breaker-state.js";
import type { MemoryDatabase } from "./memory-database.js";

/** Signs of life, in process. */
export class MemoryAgentStateStore implements AgentStateStore {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async register(agentId: string, at: number): Promise<void> {
    const { stoppedAt: _cleared, ...known } = this.#known(agentId);
    this.#database.agents.set(agentId, { ...known, registeredAt: at });
  }

  async record(activity: AgentActivity): Promise<void> {
    this.#database.recordActivity(activity);
  }

  async stop(agentId: string, at: number): Promise<void> {
    this.#database.agents.set(agentId, { ...this.#known(agentId), stoppedAt: at });
  }

  async keepBreaker(agentId: string, state: BreakerState): Promise<void> {
    this.#database.agents.set(agentId, { ...this.#known(agentId), breaker: state });
  }

  async get(agentId: string): Promise<AgentRecord | undefined> {
    return this.#database.agents.get(agentId);
  }

  async list(): Promise<readonly AgentRecord[]> {
    return [...this.#database.agents.values()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
  }

  #known(agentId: string): AgentRecord {
    return this.#database.agents.get(agentId) ?? { agentId, events: 0, errors: 0 };
  }
}
