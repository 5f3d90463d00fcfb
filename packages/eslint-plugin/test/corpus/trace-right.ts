// @ts-nocheck
/* eslint-disable handoff/require-agent-state -- these agents show the trace only */
import { FieldName, Stream } from "@handoff/contracts";
import { Agent, defineAgent } from "@handoff/runtime";
import { randomUUID } from "node:crypto";
import { v4 } from "uuid";

export class YourAgent {
  async processEvent(event) {
    const incomingTraceId = event[FieldName.TRACE_ID];
    const currentTraceId = randomUUID();
    logStructured("info", "agent handoff", { agent: this.agentId, incomingTraceId, currentTraceId });
    const result = await this.doWork(event, currentTraceId);
    await this.redis.publish("output_stream", {
      [FieldName.TYPE]: "agent_result",
      [FieldName.DATA]: result,
      [FieldName.TRACE_ID]: currentTraceId,
      [FieldName.SOURCE]: this.agentId,
    });
  }
}

export class GuardedAgent extends Agent {
  async processEvent(event) {
    if (!event[FieldName.DATA]) return;
    if (await this.isDuplicate(event)) return;
    const { [FieldName.TRACE_ID]: incoming } = event;
    const current = v4();
    this.logger?.info("agent handoff", { incoming, current });
    for (const leg of event[FieldName.DATA][FieldName.INDICATORS]) {
      await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current, [FieldName.PARENT_TRACE_ID]: incoming });
    }
  }
}

export class HelpedAgent extends Agent {
  async processEvent(event) {
    const { incoming, current } = this.begin(event);
    const result = await this.doWork(event, current);
    await this.emit(result, current);
  }

  begin(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = `${randomUUID()}`.replaceAll("-", "");
    this.note(incoming, current);
    return { incoming, current };
  }

  note(first, second) {
    this.log.info("agent handoff", { first, second });
  }

  emit = async (result, id) => {
    await this.redis.xadd(Stream.DECISIONS, "*", FieldName.DATA, JSON.stringify(result), FieldName.TRACE_ID, id);
  };
}

export class BreakerAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = crypto.randomUUID();
    const log = logger.child({ incoming, current });
    log.info("agent handoff");
    const emit = async (result) => publish(Stream.DECISIONS, { ...result, [FieldName.TRACE_ID]: current });
    try {
      const result = await this.breaker.call(() => this.doWork(event, current));
      await emit(result);
    } catch (error) {
      await this.deadLetter(event, error);
      await redis.xadd(Stream.DLQ_EVENTS, "*", FieldName.ERROR, String(error));
    }
  }
}

export class InheritingAgent extends Agent {
  async processEvent(event) {
    await super.processEvent(event);
    await publish(Stream.DECISIONS, build(event));
  }
}

export class WorkingAgent extends Agent {
  doWork(event, traceId, context) {
    context.publish(Stream.DECISIONS, { [FieldName.TYPE]: "trading_decision", [FieldName.DATA]: {} });
  }
}

export const registered = defineAgent({
  async handle(event, context) {
    context.publish(Stream.DECISIONS, { [FieldName.TYPE]: "trading_decision" });
    await bus.publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: context.traceId });
  },
});

export class Retrying extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = newTraceId();
    console.info("agent handoff", incoming, current);
    await this.attempt(event, current, 0);
  }

  async attempt(event, id, count) {
    try {
      await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
    } catch {
      await this.attempt(event, id, count + 1);
    }
  }
}

export class HttpServerAgent {
  processRequest(request) {
    return client.publish("topic", request.body);
  }
}

export class LegAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    for (const leg of event[FieldName.DATA][FieldName.INDICATORS]) {
      const id = uuid.v4();
      logger.info("agent handoff", { incoming, id });
      await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
    }
  }
}
