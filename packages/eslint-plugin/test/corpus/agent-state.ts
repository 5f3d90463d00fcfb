// @ts-nocheck
/* eslint-disable handoff/require-trace-handoff -- these agents show their state only */
import { Stream } from "@handoff/contracts";
import { Agent, defineAgent } from "@handoff/runtime";
import { PlatformAgent } from "./platform-agent.js";

export class RightAgent {
  async processEvent(event) {
    await this.stateRegistry.recordEvent(this.agentId);
    await this.doWork(event);
    await this.stateRegistry.updateHeartbeat(this.agentId);
  }
}

export class NothingAgent extends Agent {
  // prettier-ignore
  async processEvent(event) { // expect: require-agent-state missingState
    await this.doWork(event);
  }
}

export class SilentAgent extends Agent {
  // prettier-ignore
  async process_event(event) { // expect: require-agent-state missingHeartbeat
    await this.state_registry.record_event(this.agentId);
    await this.doWork(event);
  }
}

export class SnakeAgent extends Agent {
  async process_event(event) {
    await this.state_registry.record_event(this.agentId);
    await this.doWork(event);
    await this.state_registry.update_heartbeat(this.agentId);
  }
}

export class UnrecordedAgent extends Agent {
  // prettier-ignore
  processEvent = async (event) => { // expect: require-agent-state missingRecord
    await publish(Stream.DECISIONS, build(event));
    await this.states.updateHeartbeat(this.agentId);
  };
}

export class LateAgent extends Agent {
  // prettier-ignore
  async processEvent(event) { // expect: require-agent-state missingRecord
    await this.doWork(event);
    await this.states.recordEvent(this.agentId);
    await this.states.updateHeartbeat(this.agentId);
  }
}

export class GuardedAgent extends Agent {
  async processEvent(event) {
    if (!isTradable(event)) return; // expect: require-agent-state missingHeartbeat
    if (isTest(event)) throw new Error("a test event");
    if (isHeld(event)) {
      await this.states.updateHeartbeat(this.agentId);
      return;
    }
    await this.states.recordEvent(this.agentId);
    await this.doWork(event);
    await this.states.updateHeartbeat(this.agentId);
  }
}

export class SometimesAgent extends Agent {
  async processEvent(event) {
    if (this.verbose) await this.states.recordEvent(this.agentId);
    await this.doWork(event);
    if (this.verbose) await this.states.updateHeartbeat(this.agentId);
  } // expect: require-agent-state missingState
}

export class CatchAgent extends Agent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    try {
      await this.doWork(event);
      await this.states.updateHeartbeat(this.agentId);
    } catch (error) {
      await deadLetter(event, error);
    }
  } // expect: require-agent-state missingHeartbeat
}

export class FinallyAgent extends Agent {
  async processEvent(event) {
    try {
      if (!isTradable(event)) return;
      await this.states?.recordEvent(this.agentId);
      await this.doWork(event);
    } finally {
      this.states?.updateHeartbeat(this.agentId);
    }
  }
}

export class PromiseAgent extends Agent {
  async processEvent(event) {
    void this.states.recordEvent(this.agentId);
    return this.doWork(event).finally(() => this.states.updateHeartbeat(this.agentId));
  }
}

export class SpanAgent extends Agent {
  async processEvent(event) {
    await withSpan("event", async () => {
      await this.states.recordEvent(this.agentId);
      await this.doWork(event);
      await this.states.updateHeartbeat(this.agentId);
    });
  }
}

export class HelpedAgent extends Agent {
  async processEvent(event) {
    await this.begin();
    await this.run(event);
    await this.end();
  }

  async begin() {
    await this.states.recordEvent(this.agentId);
  }

  async run(event) {
    await publish(Stream.DECISIONS, build(event));
  }

  async end() {
    await this.states.updateHeartbeat(this.agentId);
  }
}

export class BadlyHelpedAgent extends Agent {
  // prettier-ignore
  async processEvent(event) { // expect: require-agent-state missingRecord
    await this.run(event);
    await this.end();
  }

  async run(event) {
    await publish(Stream.DECISIONS, build(event));
    await this.states.recordEvent(this.agentId);
  }

  async end() {
    await this.states.updateHeartbeat(this.agentId);
  }
}

export class HandlingAgent {
  // prettier-ignore
  async handle(event) { // expect: require-agent-state missingState
    await this.doWork(event);
  }
}

export class EntryAgent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    await this.handle(event);
    await this.states.updateHeartbeat(this.agentId);
  }

  async handle(event) {
    await this.doWork(event);
  }
}

export class InheritingAgent extends Agent {
  async processEvent(event) {
    await super.processEvent(event);
    await publish(Stream.GRADES, build(event));
  }
}

export class PlatformedAgent extends PlatformAgent {
  async processEvent(event) {
    await this.begin();
    await this.doWork(event);
    await this.end();
  }
}

export class WorkingAgent extends Agent {
  async doWork(event, traceId, context) {
    context.publish(Stream.DECISIONS, build(event));
  }
}

export const registered = defineAgent({
  async handle(event, context) {
    context.publish(Stream.DECISIONS, build(event));
  },
});

export async function processEvent(event) {
  await states.recordEvent("ReasoningAgent");
  if (!isTradable(event)) return; // expect: require-agent-state missingHeartbeat
  await doWork(event);
  await states.updateHeartbeat("ReasoningAgent");
}
