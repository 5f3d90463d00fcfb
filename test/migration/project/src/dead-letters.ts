import type { RedisCommands } from "./redis/commands.js";
import { toFields } from "./wire/codec.js";
import type { DeskEvent, EventEnvelope } from "./wire/events.js";

const STREAM = "dlq_events";

export interface Letter {
  readonly type: string;
  readonly error: string;
  readonly retries: number;
}

/** Events that were given up. */
export class DeadLetters {
  readonly #redis: RedisCommands;

  constructor(redis: RedisCommands) {
    this.#redis = redis;
  }

  async add(event: DeskEvent | EventEnvelope, error: unknown, retries = 0): Promise<void> {
    await this.#redis.xadd(
      STREAM,
      "*",
      "failed_event",
      JSON.stringify(event),
      "error",
      error instanceof Error ? error.message : String(error),
      "retry_count",
      retries,
      "agent",
      event.source_agent,
    );
  }

  async list(): Promise<Letter[]> {
    const letters: Letter[] = [];
    for (const [, flat] of await this.#redis.xrange("dlq_events", "-", "+")) {
      const fields = toFields(flat);
      const failed = JSON.parse(fields["failed_event"] ?? "{}") as EventEnvelope;
      letters.push({
        type: failed.type,
        error: fields["error"] ?? "",
        retries: Number(fields["retry_count"]),
      });
    }
    return letters;
  }
}
