// @ts-nocheck
import { randomUUID } from "node:crypto";
import { FieldName, Stream } from "@handoff/contracts";
import { Agent, DeadLetterQueue, defineAgent } from "@handoff/runtime";
import { Desk } from "./streams.js";

// Classification: the model is asked within the work; all by the registry.
export class ClassifierAgent extends Agent {
  async doWork(event, traceId, context) {
    const ticket = event[FieldName.DATA];
    const answer = await this.model.classify(ticket[FieldName.REASONING], { traceId, signal: context.signal });
    context.publish(Desk.CLASSIFIED, {
      [FieldName.TYPE]: "classified",
      [FieldName.DATA]: { [FieldName.SIGNAL_TYPE]: answer.label, [FieldName.CONFIDENCE]: answer.probability },
    });
  }
}

// The incoming id is published instead of the hop's own.
export class RouterAgent extends Agent {
  async doWork(event, traceId, context) {
    context.publish(Desk.ROUTED, {
      [FieldName.TYPE]: "routed",
      [FieldName.DATA]: event[FieldName.DATA],
      [FieldName.TRACE_ID]: event[FieldName.TRACE_ID], // expect: require-trace-handoff publishIncomingTrace
    });
  }
}

// A definition that publishes by itself, past the runtime, and without a trace.
export const summariser = defineAgent({
  name: "Summariser",
  handle: async (event, ctx) => {
    const summary = await ctx.model.summarise(event[FieldName.REASONING]);
    await redis.xadd(Desk.SUMMARIES, "*", { [FieldName.TYPE]: "summary", [FieldName.REASONING]: summary }); // expect: require-trace-handoff publishWithoutTrace
  },
});

// The same with the id that the runtime minted and logged.
export const translator = defineAgent({
  name: "Translator",
  handle: async (event, ctx) => {
    const text = await ctx.model.translate(event[FieldName.REASONING]);
    await redis.xadd(Desk.TRANSLATED, "*", { [FieldName.REASONING]: text, [FieldName.TRACE_ID]: ctx.traceId });
  },
});

// A message of the model is not a message of ours: the variable is typed by the vendor.
export async function ask(openai, prompt) {
  const message: ChatCompletionMessage = (await openai.chat.completions.create(prompt)).choices[0].message;
  if (message["role"] !== "assistant") throw new Error("The model did not answer.");
  return message.content;
}

// A tool call's arguments under a weak name, and unannotated.
export function toolArguments(call) {
  const data = JSON.parse(call.function.arguments);
  return { ticket: data["ticket_id"], priority: data["action"] }; // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey
}

// An escalation by hand: the log line misses one of the ids.
export class EscalationAgent {
  async processEvent(event) {
    await this.registry.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.log.info("agent handoff", { agent: this.agentId, incoming_trace_id: incoming });
    await this.redis.xadd(Desk.ESCALATED, "*", { [FieldName.TYPE]: "escalated", [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeLog
    await this.registry.updateHeartbeat(this.agentId);
  }
}

// A private method publishes with the id that it is handed: the argument is where the mistake is.
export class AnswerAgent {
  async processEvent(event) {
    await this.registry.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.log.info("agent handoff", { incoming, current });
    await this.emit(event[FieldName.REASONING], current);
    await this.emit("copied", incoming); // expect: require-trace-handoff publishIncomingTrace
    await this.registry.updateHeartbeat(this.agentId);
  }

  async emit(reasoning, traceId) {
    await this.redis.xadd(Desk.ANSWERS, "*", { [FieldName.REASONING]: reasoning, [FieldName.TRACE_ID]: traceId });
  }
}

// The steps are a method of their own.
export class SpamAgent {
  async processEvent(event) {
    await this.begin();
    const current = this.handOff(event);
    await this.redis.xadd(Desk.SPAM, "*", { [FieldName.TYPE]: "spam", [FieldName.TRACE_ID]: current });
    await this.registry.updateHeartbeat(this.agentId);
  }

  async begin() {
    await this.registry.recordEvent(this.agentId);
  }

  handOff(event) {
    const current = randomUUID();
    this.log.info("agent handoff", { incoming: event[FieldName.TRACE_ID], current });
    return current;
  }
}

// A ticket that no model could read goes to the dead letters, in its own words.
export class ReaderAgent {
  dlq = new DeadLetterQueue(this.store);

  async processEvent(event) {
    await this.registry.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.log.info("agent handoff", { incoming, current });
    try {
      await this.model.read(event[FieldName.REASONING], current);
    } catch (error) {
      await this.dlq.add(event, error);
    }
    await this.registry.updateHeartbeat(this.agentId);
  }
}
