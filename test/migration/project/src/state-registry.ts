import type { RedisCommands } from "./redis/commands.js";

export interface AgentState {
  readonly events: number;
  readonly heartbeat: string;
}

/** Which agents are alive, in one hash each. */
export class StateRegistry {
  constructor(
    private readonly redis: RedisCommands,
    private readonly now: () => string,
  ) {}

  async recordEvent(agentId: string): Promise<void> {
    await this.redis.hincrby(`agent:${agentId}`, "events", 1);
    await this.redis.hset(`agent:${agentId}`, {
      source_agent: agentId,
      timestamp: this.now(),
    });
  }

  async updateHeartbeat(agentId: string): Promise<void> {
    await this.redis.hset(`agent:${agentId}`, "heartbeat", this.now(), "timestamp", this.now());
  }

  async read(agentId: string): Promise<AgentState | undefined> {
    const [events, seen] = await this.redis.hmget(`agent:${agentId}`, "events", "timestamp");
    return seen == null ? undefined : { events: Number(events ?? 0), heartbeat: seen };
  }

  async forget(agentId: string): Promise<void> {
    await this.redis.hdel(`agent:${agentId}`, "events", "heartbeat", "timestamp", "source_agent");
  }
}
