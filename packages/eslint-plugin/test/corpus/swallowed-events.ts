// @ts-nocheck
import { FieldName, Stream } from "@handoff/contracts";
import { Agent, AgentCircuitBreaker, DeadLetterQueue, defineAgent } from "@handoff/runtime";
import { handleProcessingError, sendToDlq } from "./errors.js";

const guard = new AgentCircuitBreaker({ agentId: "ReasoningAgent" });
const graveyard = new DeadLetterQueue(store, Stream.DLQ_EVENTS);

export class LosingAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { error });
    }
  }
}

export class EmptyAgent extends Agent {
  async doWork(event) {
    try {
      await score(event);
    } catch {} // expect: no-swallowed-event swallowedEvent
  }
}

export class ConditionalAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      if (isFatal(error)) throw error;
    }
  }
}

export class ReturningAgent extends Agent {
  async doWork(event, traceId, context) {
    let data;
    try {
      data = JSON.parse(event[FieldName.DATA]);
    } catch { // expect: no-swallowed-event swallowedEvent
      return;
    }
    context.publish(Stream.DECISIONS, build(data));
  }
}

export class LoopingAgent extends Agent {
  async doWork(event) {
    for (const leg of legsOf(event)) {
      try {
        await publish(Stream.DECISIONS, leg);
      } catch (error) { // expect: no-swallowed-event swallowedEvent
        logger.error("failed", { error });
      }
    }
  }
}

export class ClosureAgent extends Agent {
  async doWork(event) {
    const send = async () => {
      try {
        await publish(Stream.DECISIONS, build(event));
      } catch {} // expect: no-swallowed-event swallowedEvent
    };
    await send();
    await Promise.all(
      legsOf(event).map(async (leg) => {
        try {
          await publish(Stream.DECISIONS, leg);
        } catch {} // expect: no-swallowed-event swallowedEvent
      }),
    );
  }
}

export class PromiseAgent extends Agent {
  async doWork(event) {
    await publish(Stream.DECISIONS, build(event)).catch(() => {}); // expect: no-swallowed-event swallowedEvent
  }
}

export class UnseenAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      await handleProcessingError(event, error);
    }
  }
}

export class ReadingAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { known: await graveyard.list() });
    }
  }
}

export class FinallyAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } finally {
      return; // expect: no-swallowed-event swallowedEvent
    }
  }
}

export class OuterAgent extends Agent {
  async doWork(event) {
    try {
      try {
        await publish(Stream.DECISIONS, build(event));
      } catch (error) {
        throw new Error("not published", { cause: error });
      }
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { error });
    }
  }
}

export async function guarded(order) {
  try {
    await guard.call(() => broker.submit(order));
  } catch (error) { // expect: no-swallowed-event swallowedEvent
    logger.error("failed", { error });
  }
}

export async function guardedQuote(symbol) {
  try {
    return await this.quoteBreaker.call(() => quotes.last(symbol));
  } catch {
    return cache.last(symbol);
  }
}

export const registered = defineAgent({
  async handle(event, context) {
    try {
      context.publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { error });
    }
  },
});

export class RethrowingAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) {
      logger.error("failed", { error });
      throw error;
    }
  }
}

export class BuryingAgent extends Agent {
  #buried = new DeadLetterQueue(store, Stream.DLQ_EVENTS);

  async first(event) {
    await this.handle(event);
  }

  async handle(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) {
      if (isFatal(error)) throw error;
      await this.deadLetter(event, error);
    }
    try {
      await publish(Stream.GRADES, build(event));
    } catch (error) {
      await this.#buried.add(event, error);
    }
    try {
      await publish(Stream.GRADES, build(event));
    } catch (error) {
      await redis.xadd(Stream.DLQ_EVENTS, "*", FieldName.ERROR, String(error));
    }
    try {
      await publish(Stream.GRADES, build(event));
    } catch (error) {
      await sendToDlq(event, error);
    }
    try {
      await publish(Stream.GRADES, build(event));
    } catch (error) {
      return this.fail(event, error);
    }
  }

  async fail(event, error) {
    await redis.xadd(Stream.DLQ_EVENTS, "*", FieldName.ERROR, String(error));
  }
}

export class RecoveringAgent extends Agent {
  async doWork(event, traceId, context) {
    let judgement;
    try {
      judgement = await reasoner.judge(event);
    } catch (error) {
      logger.error("failed", { error });
      judgement = HOLD;
    }
    const price = await quotes.last(event).catch(() => undefined);
    const spread = await this.breaker.call(async () => {
      try {
        return await quotes.spread(event);
      } catch {
        return WIDE;
      }
    });
    if (judgement.isOpen) context.publish(Stream.DECISIONS, build(judgement, price, spread));
  }
}

export class TelemetryAgent extends Agent {
  async doWork(event, traceId, context) {
    try {
      await cache.warm();
    } catch {}
    context.publish(Stream.DECISIONS, build(event));
    try {
      metrics.count(event[FieldName.TYPE]);
    } catch (error) {
      logger.warn("not counted", { error });
    }
  }
}

export class RetryingAgent extends Agent {
  async doWork(event) {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        await submit(event);
        return;
      } catch {
        await sleep(attempt);
      }
    }
    throw new Error("not submitted");
  }
}

export class RememberingAgent extends Agent {
  async doWork(event) {
    const failures = [];
    for (const leg of legsOf(event)) {
      try {
        await publish(Stream.DECISIONS, leg);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures);
  }
}

export class SilentLogger {
  async flush() {
    try {
      await publish(Stream.DECISIONS, this.pending);
    } catch {}
  }
}
