// @ts-nocheck
/* eslint-disable handoff/require-agent-state -- these agents show the trace only */
import { FieldName, Stream } from "@handoff/contracts";
import { Agent, defineAgent } from "@handoff/runtime";
import { randomUUID } from "node:crypto";

const PROCESS_ID = randomUUID();

export class NothingAgent extends Agent {
  // prettier-ignore
  async processEvent(event) { // expect: require-trace-handoff missingHandoff
    const result = await this.doWork(event);
    await publish(Stream.DECISIONS, { [FieldName.DATA]: result });
  }
}

// prettier-ignore
export async function processEvent(event) { // expect: require-trace-handoff missingHandoff
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  await doWork(event, current);
}

export class BranchAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    if (this.verbose) logger.info("agent handoff", { incoming, current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeLog
  }
}

export class CatchAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    try {
      await this.check();
      logger.info("agent handoff", { incoming, current });
      await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
    } catch {
      await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeLog
    }
  }
}

export class SwitchAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    let current;
    switch (event[FieldName.TYPE]) {
      case "trading_signal":
        current = randomUUID();
        logger.info("agent handoff", { incoming, current });
      case "grade":
        await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeMint
        break;
    }
  }
}

export class EarlyAgent extends Agent {
  async processEvent(event) {
    const current = randomUUID();
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeRead
    const incoming = event[FieldName.TRACE_ID];
    logger.info("agent handoff", { incoming, current });
  }
}

export class CarryingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logger.info("agent handoff", { incoming, current });
    await publish(Stream.DECISIONS, { [FieldName.TYPE]: "trading_decision" }); // expect: require-trace-handoff publishWithoutTrace
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: incoming }); // expect: require-trace-handoff publishIncomingTrace
    await publish(Stream.DECISIONS, { ...event }); // expect: require-trace-handoff publishIncomingTrace
    await publish(Stream.DECISIONS, { ...event, [FieldName.TRACE_ID]: current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: incoming ?? randomUUID() }); // expect: require-trace-handoff publishIncomingTrace
    await this.emit({}, incoming); // expect: require-trace-handoff publishIncomingTrace
    await this.emit({}, current);
    await redis.xadd(Stream.DECISIONS, "*", FieldName.TRACE_ID, incoming); // expect: require-trace-handoff publishIncomingTrace
    await this.doWork(event); // expect: require-trace-handoff workWithoutTrace
    await this.doWork(event, incoming); // expect: require-trace-handoff workWithoutTrace
    await this.doWork(event, { traceId: current });
  }

  async emit(result, id) {
    await publish(Stream.DECISIONS, { [FieldName.DATA]: result, [FieldName.TRACE_ID]: id });
  }
}

export class ContinuingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = incoming ?? randomUUID(); // expect: require-trace-handoff continuedTrace
    logger.info("agent handoff", { incoming, current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  }
}

export class ReplacingAgent extends Agent {
  async processEvent(event) {
    let id = event[FieldName.TRACE_ID];
    if (!id) id = randomUUID(); // expect: require-trace-handoff continuedTrace
    logger.info("agent handoff", { incoming: event[FieldName.TRACE_ID], id });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
  }
}

export class ChoosingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = this.fresh ? randomUUID() : incoming;
    logger.info("agent handoff", { incoming, current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishIncomingTrace
  }
}

export class SharingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    logger.info("agent handoff", { incoming, current: PROCESS_ID }); // expect: require-trace-handoff sharedMint
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: PROCESS_ID });
  }
}

export class FieldAgent extends Agent {
  traceId = randomUUID();
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    logger.info("agent handoff", { incoming, current: this.traceId }); // expect: require-trace-handoff sharedMint
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: this.traceId });
  }
}

export class RawAgent extends Agent {
  async processEvent(event: ForeignEvent) {
    const incoming = event.trace_id; // expect: require-trace-handoff rawTraceKey
    const current = randomUUID();
    logger.info("agent handoff", { incoming, current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  }
}

export class LateAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    const emit = async () => publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
    await emit(); // expect: require-trace-handoff publishBeforeLog
    logger.info("agent handoff", { incoming, current });
    await emit();
    await this.breaker.call(async () => {
      await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
    });
  }
}

export class WorkingAgent extends Agent {
  doWork(event, traceId, context) {
    context.publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: event[FieldName.TRACE_ID] }); // expect: require-trace-handoff publishIncomingTrace
    context.publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: traceId });
  }
}

export const registered = defineAgent({
  async handle(event, context) {
    await bus.publish(Stream.DECISIONS, { [FieldName.TYPE]: "grade" }); // expect: require-trace-handoff publishWithoutTrace
    await bus.publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: event[FieldName.TRACE_ID] }); // expect: require-trace-handoff publishIncomingTrace
  },
});

export class LegAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logger.info("agent handoff", { incoming, current });
    const other = randomUUID();
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: other }); // expect: require-trace-handoff publishBeforeLog
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: randomUUID() }); // expect: require-trace-handoff publishBeforeLog
  }
}

export class AssigningAgent extends Agent {
  async processEvent(event) {
    let id = event[FieldName.TRACE_ID];
    id ||= randomUUID(); // expect: require-trace-handoff continuedTrace
    logger.info("agent handoff", { incoming: event[FieldName.TRACE_ID], id });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
  }
}
