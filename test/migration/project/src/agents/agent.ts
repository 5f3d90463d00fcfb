import { randomUUID } from "node:crypto";
import type { Logger } from "../log.js";
import type { RedisCommands } from "../redis/commands.js";
import type { StateRegistry } from "../state-registry.js";
import { sendEvent } from "../wire/codec.js";
import type { DeskEvent, Envelope } from "../wire/events.js";

export interface AgentParts {
  readonly redis: RedisCommands;
  readonly registry: StateRegistry;
  readonly log: Logger;
  readonly now: () => string;
}

/** The steps that every agent of the desk takes around its own work. */
export abstract class Agent {
  abstract readonly agentId: string;

  constructor(protected readonly parts: AgentParts) {}

  async processEvent(event: DeskEvent): Promise<void> {
    const incoming = event.trace_id;
    const current = randomUUID();
    this.parts.log.info("handed over", { incoming, current });
    await this.parts.registry.recordEvent(this.agentId);
    await this.doWork(event, current);
    await this.parts.registry.updateHeartbeat(this.agentId);
  }

  protected abstract doWork(event: DeskEvent, traceId: string): Promise<void>;

  protected envelope(traceId: string): Envelope {
    return {
      trace_id: traceId,
      timestamp: this.parts.now(),
      source_agent: this.agentId,
    };
  }

  protected send(stream: string, event: DeskEvent): Promise<string> {
    return sendEvent(this.parts.redis, stream, event);
  }
}
