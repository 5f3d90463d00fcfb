import type { RecordedHop } from "../../ports/event-store.js";
import { hopFromRecord } from "./hop-record.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { type RedisScript, runScript } from "./redis-script.js";
import { findChildrenScript } from "./scripts/find-children.js";
import { findHopScript } from "./scripts/find-hop.js";
import { sweepLineageScript } from "./scripts/sweep-lineage.js";

/**
 * Hops of six hours are kept together: one write a batch, and old ones are let go of a span at a time. Shorter spans would
 * be more places in which to look for a hop, longer ones would be kept for long after their time.
 */
const SPAN_MS = 6 * 60 * 60 * 1_000;

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

/** Hops and what they caused, by the span in which they were committed. */
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
    const span = Math.floor(now / SPAN_MS);
    if (this.#sweptIn !== span) {
      this.#sweptIn = span;
      // What is not swept now is swept by another process, or within the next span.
      this.#run(sweepLineageScript, [keys.hops(""), keys.children(""), now]).catch(() => undefined);
    }
    const keepUntil = now + lineageRetentionMs;
    // Where nobody writes any more, the server lets go of a span by itself.
    const expireMs = lineageRetentionMs + 2 * SPAN_MS;
    return { keys: [keys.hops(span), keys.children(span), keys.spans], args: [span, keepUntil, expireMs] };
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
      execute: (client) => runScript(client, { script, keys: [keys.spans], args }),
    });
  }
}
