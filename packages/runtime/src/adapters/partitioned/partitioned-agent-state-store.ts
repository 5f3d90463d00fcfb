import type { AgentRecord, AgentStateStore } from "../../ports/agent-state-store.js";
import type { BreakerState } from "../../ports/breaker-state.js";
import type { AgentActivity } from "../../ports/event-store.js";

/**
 * Signs of life of agents that run on several partitions. A hand-off counts in its own partition, which is part of its
 * step; everything else is said in the first one. Whoever asks is told the sum.
 */
export class PartitionedAgentStateStore implements AgentStateStore {
  readonly #partitions: readonly AgentStateStore[];
  readonly #home: AgentStateStore;

  constructor(partitions: readonly [AgentStateStore, ...AgentStateStore[]]) {
    this.#partitions = partitions;
    this.#home = partitions[0];
  }

  register(agentId: string, at: number): Promise<void> {
    return this.#home.register(agentId, at);
  }

  record(activity: AgentActivity): Promise<void> {
    return this.#home.record(activity);
  }

  stop(agentId: string, at: number): Promise<void> {
    return this.#home.stop(agentId, at);
  }

  keepBreaker(agentId: string, state: BreakerState): Promise<void> {
    return this.#home.keepBreaker(agentId, state);
  }

  async get(agentId: string): Promise<AgentRecord | undefined> {
    const records = await Promise.all(this.#partitions.map((each) => each.get(agentId)));
    const known = records.filter((record) => record !== undefined);
    return known.length === 0 ? undefined : known.reduce(together);
  }

  async list(): Promise<readonly AgentRecord[]> {
    const agents = new Map<string, AgentRecord>();
    for (const records of await Promise.all(this.#partitions.map((each) => each.list()))) {
      for (const record of records) {
        const known = agents.get(record.agentId);
        agents.set(record.agentId, known === undefined ? record : together(known, record));
      }
    }
    return [...agents.values()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
  }
}

const TIMES = ["registeredAt", "lastEventAt", "heartbeatAt", "stoppedAt"] as const;

function together(one: AgentRecord, other: AgentRecord): AgentRecord {
  const times = TIMES.flatMap((name) => {
    const known = [one[name], other[name]].filter((time) => time !== undefined);
    return known.length === 0 ? [] : [[name, Math.max(...known)]];
  });
  return {
    ...other,
    ...one,
    events: one.events + other.events,
    errors: one.errors + other.errors,
    ...(Object.fromEntries(times) as Partial<AgentRecord>),
  };
}
