// @ts-nocheck
import { FieldName, Stream } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";

export class RowAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { error });
    }
    try {
      await publish(Stream.GRADES, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { error });
    }
  }
}

export class HidingAgent extends Agent {
  async doWork(event) {
    await this.send(event);
  }

  async send(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) { // expect: no-swallowed-event swallowedEvent
      logger.error("failed", { error });
    }
  }
}

export class HidingDeeperAgent extends Agent {
  async doWork(event) {
    await this.send(event);
  }

  async send(event) {
    await deliver(event);
  }
}

async function deliver(event) {
  try {
    await publish(Stream.DECISIONS, build(event));
  } catch {} // expect: no-swallowed-event swallowedEvent
}

export class AnsweringAgent extends Agent {
  async doWork(event) {
    if (!(await this.send(event))) await this.deadLetter(event);
  }

  async send(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
      return true;
    } catch (error) {
      return false;
    }
  }
}

export class RetryingPublisher extends Agent {
  async doWork(event) {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        await publish(Stream.DECISIONS, build(event));
        return;
      } catch {
        await sleep(attempt);
      }
    }
    throw new Error("not published");
  }
}

export class FallingBackAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch {
      await publish(Stream.GRADES, build(event));
    }
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) {
      await this.bury(event, error);
    }
  }

  async bury(event, error) {
    await this.deadLetter(event, error);
  }
}

export class SavedByCallerAgent extends Agent {
  async doWork(event) {
    await this.send(event);
    await this.deadLetter(event, "always");
  }

  async send(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) {
      logger.error("failed", { error });
    }
  }
}

export class CleaningAgent extends Agent {
  async doWork(event) {
    try {
      await publish(Stream.DECISIONS, build(event));
    } catch (error) {
      throw new Error("not published", { cause: error });
    } finally {
      this.release();
    }
    await publish(Stream.GRADES, build(event));
  }
}
