import { randomUUID } from "node:crypto";
import type { LabEvent } from "./events.js";
import type { Liveness } from "./liveness.js";
import type { Store } from "./store.js";

export interface Parts {
  readonly store: Store;
  readonly liveness: Liveness;
  readonly log: { info(text: string, ids: { incoming: string; current: string }): void };
}

export abstract class Agent<In extends LabEvent> {
  abstract readonly agentId: string;
  readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async processEvent(event: In): Promise<void> {
    const incoming = event.trace_id;
    const current = randomUUID();
    this.parts.log.info("handed over", { incoming, current });
    await this.parts.liveness.recordEvent(this.agentId);
    await this.doWork(event, current);
    await this.parts.liveness.updateHeartbeat(this.agentId);
  }

  protected abstract doWork(event: In, traceId: string): Promise<void>;
}
