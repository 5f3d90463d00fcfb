import type { Redis } from "ioredis";
import type { AgentRecord, AgentStateStore } from "../../ports/agent-state-store.js";
import type { AgentActivity } from "../../ports/event-store.js";
import type { BreakerState } from "../../ports/breaker-state.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { runScript } from "./redis-script.js";
import { recordActivityScript } from "./scripts/record-activity.js";

/** Parts of a record, in the order they are read; the hash of all agents has a field `<agent id>:<part>` for each. */
const PARTS = ["events", "errors", "registered_at", "last_event_at", "heartbeat_at", "stopped_at", "breaker"] as const;
/** In the place of a time. */
const NEVER = "";
type Part = (typeof PARTS)[number];

/** Signs of life in Redis; made by `openRedisStore`. */
export class RedisAgentStateStore implements AgentStateStore {
  readonly #commands: RedisConnection;
  readonly #key: string;

  constructor(commands: RedisConnection, keys: Keys) {
    this.#commands = commands;
    this.#key = keys.agents;
  }

  async register(agentId: string, at: number): Promise<void> {
    const parts = [nameOf(agentId, "registered_at"), at, nameOf(agentId, "stopped_at"), NEVER];
    await this.#run("repeat", (client) => client.hset(this.#key, ...parts));
  }

  async record({ agentId, events, errors, at }: AgentActivity): Promise<void> {
    const call = { script: recordActivityScript, keys: [this.#key], args: [agentId, events, errors, at] };
    // Counted twice would be wrong for good: where it is unknown whether it arrived, the caller hears of it.
    await this.#run("once", (client) => runScript(client, call));
  }

  async stop(agentId: string, at: number): Promise<void> {
    await this.#run("repeat", (client) => client.hset(this.#key, nameOf(agentId, "stopped_at"), at));
  }

  async keepBreaker(agentId: string, state: BreakerState): Promise<void> {
    const value = JSON.stringify(state);
    await this.#run("repeat", (client) => client.hset(this.#key, nameOf(agentId, "breaker"), value));
  }

  async get(agentId: string): Promise<AgentRecord | undefined> {
    const names = PARTS.map((part) => nameOf(agentId, part));
    const values = await this.#run("repeat", (client) => client.hmget(this.#key, ...names));
    if (values.every((value) => value === null)) return undefined;
    return recordOf(agentId, new Map(PARTS.map((part, index) => [part, values[index] ?? undefined])));
  }

  async list(): Promise<readonly AgentRecord[]> {
    const agents = new Map<string, Map<string, string>>();
    const hash = await this.#run("repeat", (client) => client.hgetall(this.#key));
    for (const [name, value] of Object.entries(hash)) {
      const colon = name.lastIndexOf(":");
      const agentId = name.slice(0, colon);
      const parts = agents.get(agentId) ?? new Map<string, string>();
      agents.set(agentId, parts.set(name.slice(colon + 1), value));
    }
    const records = [...agents].map(([agentId, parts]) => recordOf(agentId, parts));
    return records.sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
  }

  #run<T>(policy: "repeat" | "once", execute: (client: Redis) => Promise<T>): Promise<T> {
    return this.#commands.run({ subject: "the agents' states", repeatable: policy === "repeat", execute });
  }
}

function nameOf(agentId: string, part: Part): string {
  return `${agentId}:${part}`;
}

function recordOf(agentId: string, parts: ReadonlyMap<string, string | undefined>): AgentRecord {
  const time = (part: Part, name: keyof AgentRecord): Partial<AgentRecord> => {
    const value = parts.get(part);
    return value === undefined || value === NEVER ? {} : { [name]: Number(value) };
  };
  const breaker = parts.get("breaker");
  return {
    agentId,
    events: Number(parts.get("events") ?? 0),
    errors: Number(parts.get("errors") ?? 0),
    ...time("registered_at", "registeredAt"),
    ...time("last_event_at", "lastEventAt"),
    ...time("heartbeat_at", "heartbeatAt"),
    ...time("stopped_at", "stoppedAt"),
    ...(breaker === undefined ? {} : { breaker: JSON.parse(breaker) as BreakerState }),
  };
}
