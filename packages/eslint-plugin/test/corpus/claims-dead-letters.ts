// @ts-nocheck
import { randomUUID } from "node:crypto";
import { FieldName, Stream } from "@handoff/contracts";
import { Agent, DeadLetterQueue } from "@handoff/runtime";
import { toDeadLetter } from "./dead-letter.js";
import { Claims } from "./streams.js";

// Rethrown: the runtime retries and gives up by itself.
export class IntakeAgent extends Agent {
  async doWork(event, traceId) {
    try {
      await this.intake.open(event[FieldName.SYMBOL], traceId);
    } catch (error) {
      this.log.warn({ error }, "intake failed");
      throw error;
    }
  }
}

// Not rethrown, not handed on: the claim is lost, and the stream acknowledges it.
export class LetterAgent extends Agent {
  async doWork(event, traceId) {
    try {
      await this.post.send(event[FieldName.SYMBOL], traceId);
    } catch { // expect: no-swallowed-event swallowedEvent
      this.failures += 1;
    }
  }
}

// Rethrown on one path only.
export class PayoutAgent extends Agent {
  async doWork(event, traceId) {
    try {
      await this.bank.pay(event[FieldName.PRICE], traceId);
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      if (error.retryable) throw error;
      this.log.error({ error }, "given up");
    }
  }
}

// Rethrown on one path, handed to the dead letters on the other.
export class ArchiveAgent extends Agent {
  dlq = new DeadLetterQueue(this.store);

  async doWork(event, traceId) {
    try {
      await this.archive.put(event[FieldName.DATA], traceId);
    } catch (error) {
      if (error.retryable) throw error;
      await this.dlq.add(event, error);
    }
  }
}

// Looking into the dead letters gives nothing to them.
export class InspectorAgent extends Agent {
  dlq = new DeadLetterQueue(this.store);

  async doWork(event, traceId) {
    try {
      await this.archive.put(event[FieldName.DATA], traceId);
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      await this.dlq.inspect(event[FieldName.EVENT_ID]);
    }
  }
}

// A local helper that gives the event up.
export class TranslationAgent extends Agent {
  async doWork(event, traceId) {
    try {
      await this.model.translate(event[FieldName.REASONING], traceId);
    } catch (error) {
      return this.fail(event, error);
    }
  }

  async fail(event, error) {
    await this.redis.xadd(Stream.DLQ_EVENTS, "*", FieldName.FAILED_EVENT, JSON.stringify(event), FieldName.ERROR, String(error));
  }
}

// A local helper that only writes a line.
export class StampAgent extends Agent {
  async doWork(event, traceId) {
    try {
      await this.printer.stamp(event[FieldName.SYMBOL], traceId);
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      this.note(event, error);
    }
  }

  note(event, error) {
    this.log.error({ error, at: event[FieldName.TIMESTAMP] }, "not stamped");
  }
}

// An imported helper whose name says it.
export class DeskAgent extends Agent {
  async doWork(event, traceId) {
    try {
      await this.desk.assign(event[FieldName.SYMBOL], traceId);
    } catch (error) {
      await toDeadLetter(event, error);
    }
  }
}

// A promise's own catch swallows as well.
export class MailAgent extends Agent {
  async doWork(event, traceId) {
    await this.mail.send(event[FieldName.SYMBOL], traceId).catch(() => undefined); // expect: no-swallowed-event swallowedEvent
  }
}

// The cache's failure is not the event's.
export class LookupAgent extends Agent {
  async doWork(event, traceId) {
    let warm = false;
    try {
      warm = await this.cache.ping();
    } catch {
      warm = false;
    }
    await this.lookup.run(event[FieldName.SYMBOL], { warm, traceId });
  }
}

// Cleared up with `finally`: nothing is caught.
export class LockAgent extends Agent {
  async doWork(event, traceId) {
    const lock = await this.locks.take(event[FieldName.SYMBOL]);
    try {
      await this.vault.write(event[FieldName.PRICE], traceId);
    } finally {
      await lock.release();
    }
  }
}

// A catch in a class that is no agent, and in a function that is no handler.
export class ClaimsRepository {
  async load(data) {
    try {
      return await this.pool.load(data.symbol);
    } catch {
      return undefined;
    }
  }
}
