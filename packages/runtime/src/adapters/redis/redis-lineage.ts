import type { RecordedHop } from "../../ports/event-store.js";
import { hopFromRecord } from "./hop-record.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { type RedisScript, runScript } from "./redis-script.js";
import { findChildrenScript } from "./scripts/find-children.js";
import { findHopScript } from "./scripts/find-hop.js";
import { sweepLineageScript } from "./scripts/sweep-lineage.js";

/** Hops of one hour are kept together: one write a batch, and old ones are let go of an hour at a time. */
const HOUR_MS = 60 * 60 * 1_000;

/** Where a write of lineage goes, and until when it is kept; as scripts take it. */
export interface LineagePlace {
  readonly keys: readonly string[];
  readonly args: readonly number[];
}

export interface RedisLineageParts {
  readonly commands: RedisConnection;
  readonly keys: Keys;
  readonly lineageRetentionMs: number;
}

/** Hops and what they caused, by the hour in which they were committed. */
export class RedisLineage {
  readonly #parts: RedisLineageParts;
  #sweptIn: number | undefined;

  constructor(parts: RedisLineageParts) {
    this.#parts = parts;
  }

  /** Where the hops that are committed now are kept. */
  place(): LineagePlace {
    const { keys, lineageRetentionMs } = this.#parts;
    const now = Date.now();
    const hour = Math.floor(now / HOUR_MS);
    if (this.#sweptIn !== hour) {
      this.#sweptIn = hour;
      // What is not swept now is swept by another process, or within the next hour.
      this.#run(sweepLineageScript, [keys.hops(""), keys.children(""), now]).catch(() => undefined);
    }
    const keepUntil = now + lineageRetentionMs;
    // Where nobody writes any more, the server lets go of an hour by itself.
    const expireMs = lineageRetentionMs + 2 * HOUR_MS;
    return { keys: [keys.hops(hour), keys.children(hour), keys.hours], args: [hour, keepUntil, expireMs] };
  }

  async hop(traceId: string): Promise<RecordedHop | undefined> {
    const record = await this.#run(findHopScript, [this.#parts.keys.hops(""), traceId, Date.now()]);
    return typeof record === "string" ? hopFromRecord(traceId, record) : undefined;
  }

  async children(traceId: string): Promise<readonly string[]> {
    const pages = await this.#run(findChildrenScript, [this.#parts.keys.children(""), traceId, Date.now()]);
    return (pages as string[]).flatMap((page) => page.split("\n"));
  }

  #run(script: RedisScript, args: readonly (string | number)[]): Promise<unknown> {
    const { commands, keys } = this.#parts;
    return commands.run({
      subject: "the lineage",
      repeatable: true,
      execute: (client) => runScript(client, { script, keys: [keys.hours], args }),
    });
  }
}
