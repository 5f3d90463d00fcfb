// @ts-nocheck
import { randomUUID } from "node:crypto";
import { encodeEvent, FieldName } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import { v4 as uuid } from "uuid";
import { Payments } from "./streams.js";

// The hand-off by hand, in its five steps, with the signs of life around it.
export class RefundAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ agent: this.agentId, incoming_trace_id: incoming, current_trace_id: current }, "agent handoff");
    const refund = await this.doWork(event, current);
    await this.redis.xadd(Payments.REFUNDS, "*", {
      [FieldName.TYPE]: "refund",
      [FieldName.DATA]: refund,
      [FieldName.TRACE_ID]: current,
    });
    await this.state.updateHeartbeat(this.agentId);
  }

  async doWork(event, current) {
    return { [FieldName.QUANTITY]: event[FieldName.DATA][FieldName.QUANTITY] };
  }
}

// The client wants flat fields: the event is encoded and spread, under a name or in place.
export class ReversalAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ incoming_trace_id: incoming, current_trace_id: current }, "agent handoff");
    const mine = encodeEvent({ [FieldName.TYPE]: "refund", [FieldName.TRACE_ID]: current });
    await this.redis.xadd(Payments.REFUNDS, "*", ...Object.entries(mine).flat());
    const theirs = encodeEvent({ [FieldName.TYPE]: "refund", [FieldName.TRACE_ID]: incoming });
    await this.redis.xadd(Payments.REFUNDS, "*", ...Object.entries(theirs).flat()); // expect: require-trace-handoff publishIncomingTrace
    await this.redis.xadd(Payments.REFUNDS, "*", ...Object.entries({ [FieldName.TYPE]: "refund" }).flat()); // expect: require-trace-handoff publishWithoutTrace
    await this.redis.xadd(Payments.REFUNDS, "*", ...Object.entries(this.fields).flat());
    await this.state.updateHeartbeat(this.agentId);
  }
}

// "Continue the trace where there is one": the commonest idiom of other systems, and against this protocol.
export class CaptureAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = incoming ?? randomUUID(); // expect: require-trace-handoff continuedTrace
    this.logger.info({ incoming, current }, "agent handoff");
    await this.redis.xadd(Payments.CAPTURES, "*", { [FieldName.TYPE]: "capture", [FieldName.TRACE_ID]: current });
    await this.state.updateHeartbeat(this.agentId);
  }
}

// The logger line is there, but after the money has moved.
export class PayoutAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    await this.redis.xadd(Payments.PAYOUTS, "*", { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeLog
    this.logger.info({ incoming, current }, "agent handoff");
    await this.state.updateHeartbeat(this.agentId);
  }
}

// One id for the life of the process.
export class LedgerAgent {
  private readonly traceId = randomUUID();

  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    this.logger.info({ incoming, current: this.traceId }, "agent handoff"); // expect: require-trace-handoff sharedMint
    await this.redis.xadd(Payments.ENTRIES, "*", { [FieldName.TRACE_ID]: this.traceId });
    await this.state.updateHeartbeat(this.agentId);
  }
}

// Works, publishes nothing, and does no step at all; nor does it tell that it lives.
export class ReceiptAgent {
  async processEvent(event) { // expect: require-trace-handoff missingHandoff, require-agent-state missingState
    await this.doWork(event);
  }

  async doWork(event, traceId) {
    await this.mailer.send(event[FieldName.SYMBOL], traceId);
  }
}

// The event travels on as it came, its trace with it.
export class ForwardingAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = uuid();
    this.logger.info({ incoming, current }, "agent handoff");
    await this.redis.xadd(Payments.SETTLED, "*", {
      ...event, // expect: require-trace-handoff publishIncomingTrace
    });
    await this.state.updateHeartbeat(this.agentId);
  }
}

// A guard before any work is no gap in the trace, but a skipped event is a sign of life still.
export class DisputeAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    if (event[FieldName.TYPE] !== "dispute") return; // expect: require-agent-state missingHeartbeat
    const incoming = event[FieldName.TRACE_ID];
    const current = uuid();
    this.logger.info({ incoming, current }, "agent handoff");
    await this.redis.xadd(Payments.DISPUTES, "*", { [FieldName.TYPE]: "opened", [FieldName.TRACE_ID]: current });
    await this.state.updateHeartbeat(this.agentId);
  }
}

// The runtime does the five steps; the work is handed the id.
export class ChargebackAgent extends Agent {
  async doWork(event, traceId, context) {
    if (event[FieldName.TYPE] !== "chargeback") return;
    context.publish(Payments.REFUNDS, { [FieldName.TYPE]: "refund", [FieldName.DATA]: event[FieldName.DATA] });
  }
}

// What is owed is looked up by words spelt by hand, in the branches of a switch.
export class FeeAgent extends Agent {
  async doWork(event, traceId, context) {
    switch (event["type"]) { // expect: no-raw-string-key rawKey
      case "capture":
        return this.fees.add(event.data.broker_fees); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
      case "refund":
        return this.fees.subtract(event[FieldName.DATA][FieldName.BROKER_FEES]);
      default:
        return undefined;
    }
  }
}

// A catch that writes a line and goes on: the refund is gone.
export class RetryAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ incoming, current }, "agent handoff");
    try {
      await this.gateway.refund(event[FieldName.ORDER_ID], current);
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      this.logger.error({ error }, "refund failed");
    }
    await this.state.updateHeartbeat(this.agentId);
  }
}
