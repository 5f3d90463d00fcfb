import type { Store } from "./store.js";

/** Which agents are alive. */
export class Liveness {
  constructor(private readonly store: Store) {}

  async recordEvent(agentId: string): Promise<void> {
    await this.store.hset(`agent:${agentId}`, { source_agent: agentId, timestamp: "started" });
  }

  async updateHeartbeat(agentId: string): Promise<void> {
    await this.store.hset(`agent:${agentId}`, { timestamp: "done" });
  }

  async isIdle(agentId: string): Promise<boolean> {
    const fields = await this.store.hgetall(`agent:${agentId}`);
    return fields["timestamp"] === "done" && fields.source_agent === agentId;
  }
}
