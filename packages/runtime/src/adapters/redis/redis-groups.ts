import type { Redis } from "ioredis";
import { systemClock } from "../../ports/clock.js";
import type { Delivery, GroupSpec, ReadRequest } from "../../ports/event-store.js";
import { LOWEST_ID } from "../entry-id.js";
import { deliveryOf, type RawEntry } from "./entry-reply.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { faultOf } from "./redis-errors.js";
import type { RedisReaders } from "./redis-readers.js";
import { runScript } from "./redis-script.js";
import { ensureGroupsScript } from "./scripts/ensure-groups.js";

export interface RedisGroupsParts {
  readonly commands: RedisConnection;
  readonly readers: RedisReaders;
  readonly keys: Keys;
  readonly onGroupRestored: (group: GroupSpec) => void;
}

/** First and longest pause before a vanished group is created again, in milliseconds. */
const RESTORE_PAUSE_MS = { first: 20, longest: 1_000 };

/** How far a consumer has read. */
interface ReadPlace {
  /** The entry that it was handed last. */
  lastId: string;
  /** Whether a read may have handed it more, whose reply was lost. */
  isUnheard: boolean;
}

/** How often a consumer is made known, in milliseconds. */
const INTRODUCTION_MS = 10_000;

/** Consumer groups: created, read, and brought back where they stood when the server has lost them. */
export class RedisGroups {
  readonly #parts: RedisGroupsParts;
  readonly #reads = new Map<AbortController, Promise<unknown>>();
  readonly #introducedAt = new Map<string, number>();
  readonly #places = new Map<string, ReadPlace>();

  constructor(parts: RedisGroupsParts) {
    this.#parts = parts;
  }

  /** Creates the groups that do not exist, those that were there before where they stood. */
  async ensure(groups: readonly GroupSpec[]): Promise<void> {
    for (const { isNew, ...group } of await this.#create(groups)) if (!isNew) this.#parts.onGroupRestored(group);
  }

  async read(request: ReadRequest): Promise<readonly Delivery[]> {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    request.signal?.addEventListener("abort", abort, { once: true });
    const reading = this.#readOn(request, stop.signal);
    this.#reads.set(stop, reading);
    try {
      return (await reading).map(deliveryOf);
    } finally {
      this.#reads.delete(stop);
      request.signal?.removeEventListener("abort", abort);
    }
  }

  /** Consumers may have been removed: each is made known again when it reads. */
  forgetConsumers(): void {
    this.#introducedAt.clear();
  }

  /** Ends the reads under way, which yield what they were handed at that moment, if anything. */
  async close(): Promise<void> {
    for (const stop of this.#reads.keys()) stop.abort();
    await Promise.allSettled(this.#reads.values());
    await this.#parts.readers.close();
  }

  async #readOn(request: ReadRequest, stop: AbortSignal): Promise<readonly RawEntry[]> {
    const deadline = performance.now() + request.blockMs;
    for (let pauseMs = RESTORE_PAUSE_MS.first; ;) {
      const entries = await this.#attempt(request, deadline - performance.now(), stop);
      if (stop.aborted) return entries === "vanished" ? [] : entries;
      if (entries !== "vanished") {
        if (entries.length > 0 || performance.now() >= deadline) return entries;
        continue;
      }
      await systemClock.sleep(pauseMs, stop);
      if (stop.aborted) return [];
      pauseMs = Math.min(2 * pauseMs, RESTORE_PAUSE_MS.longest);
      await this.#restore(request);
    }
  }

  async #attempt(
    request: ReadRequest,
    remainingMs: number,
    stop: AbortSignal,
  ): Promise<readonly RawEntry[] | "vanished"> {
    const place = this.#placeOf(request);
    const how = { request, remainingMs, stop };
    if (place.isUnheard) {
      const missed = await this.#ask(how, place.lastId);
      if (missed !== undefined && missed !== "vanished") {
        place.lastId = missed.at(-1)?.[0] ?? place.lastId;
        place.isUnheard = missed.length === request.count;
      }
      if (missed === "vanished") this.#places.delete(nameOf(request));
      if (missed === undefined || missed === "vanished" || missed.length > 0) return withBody(missed ?? []);
    }
    const entries = await this.#ask(how, ">").catch((error: unknown) => {
      place.isUnheard = true;
      throw error;
    });
    if (entries === "vanished") this.#places.delete(nameOf(request));
    else place.lastId = entries?.at(-1)?.[0] ?? place.lastId;
    place.isUnheard = entries === undefined;
    // One that does not wait is answered all the same: with what it was handed.
    if (entries === undefined && request.blockMs === 0) return this.#attempt(request, remainingMs, stop);
    return entries ?? [];
  }

  /**
   * Asks for entries that nobody has had (`>`), or for those that this consumer has, after an id: what was handed to it by a
   * read whose reply was lost comes before anything newer, rather than once its lease is over. Undefined where the reply was
   * lost, or the read was given up.
   */
  #ask(
    { request, remainingMs, stop }: { request: ReadRequest; remainingMs: number; stop: AbortSignal },
    after: string,
  ): Promise<readonly RawEntry[] | "vanished" | undefined> {
    const subject = `stream ${request.stream}`;
    if (request.blockMs > 0) {
      return this.#parts.readers.read({
        subject,
        blockMs: remainingMs,
        signal: stop,
        execute: (client, blockMs) => this.#readGroup(client, request, { after, blockMs }),
      });
    }
    const execute = async (client: Redis, repeated: boolean): Promise<readonly RawEntry[] | "vanished" | undefined> =>
      repeated && after === ">" ? undefined : this.#readGroup(client, request, { after });
    return this.#parts.commands.run({ subject, repeatable: true, execute });
  }

  #placeOf(request: ReadRequest): ReadPlace {
    const name = nameOf(request);
    const place = this.#places.get(name) ?? { lastId: LOWEST_ID, isUnheard: false };
    this.#places.set(name, place);
    return place;
  }

  async #readGroup(
    client: Redis,
    request: ReadRequest,
    from: { readonly after: string; readonly blockMs?: number },
  ): Promise<readonly RawEntry[] | "vanished"> {
    const { group, consumer, count } = request;
    const key = this.#parts.keys.stream(request.stream);
    this.#introduce(client, key, request);
    const { after, blockMs } = from;
    try {
      const reply =
        blockMs === undefined
          ? await client.xreadgroup("GROUP", group, consumer, "COUNT", count, "STREAMS", key, after)
          : await client.xreadgroup(
              ...([
                "GROUP",
                group,
                consumer,
                "COUNT",
                count,
                "BLOCK",
                Math.ceil(blockMs),
                "STREAMS",
                key,
                after,
              ] as const),
            );
      const [streamReply] = (reply ?? []) as [stream: string, entries: RawEntry[]][];
      return streamReply?.[1] ?? [];
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== "group_missing" && fault !== "unblocked") throw error;
      this.forgetConsumers();
      return "vanished";
    }
  }

  /**
   * Makes a consumer known, now and then: not every server does so for a read that delivers nothing, and one that was idle
   * for long may have been removed.
   */
  #introduce(client: Redis, key: string, { group, consumer }: ReadRequest): void {
    const name = JSON.stringify([key, group, consumer]);
    const now = performance.now();
    if (now - (this.#introducedAt.get(name) ?? -Infinity) < INTRODUCTION_MS) return;
    this.#introducedAt.set(name, now);
    // Fails only where the read does.
    void client.xgroup("CREATECONSUMER", key, group, consumer).catch(() => undefined);
  }

  async #restore({ stream, group }: ReadRequest): Promise<void> {
    const created = await this.#create([{ stream, group, startFrom: LOWEST_ID }]);
    for (const { isNew: _either, ...restored } of created) this.#parts.onGroupRestored(restored);
  }

  /** Yields the groups that were created, with where they start; `isNew` for those without a checkpoint. */
  async #create(groups: readonly GroupSpec[]): Promise<readonly (GroupSpec & { readonly isNew: boolean })[]> {
    if (groups.length === 0) return [];
    const { commands, keys } = this.#parts;
    const call = {
      script: ensureGroupsScript,
      keys: groups.flatMap(({ stream }) => [keys.stream(stream), keys.checkpoints(stream)]),
      args: groups.flatMap(({ group, startFrom }) => [group, startFrom]),
    };
    const reply = await commands.run({
      subject: `the groups ${groups.map(({ group }) => group).join(", ")}`,
      repeatable: true,
      execute: (client) => runScript(client, call),
    });
    const results = reply as [created: number, checkpoint: string][];
    if (results.some(([created]) => created === 1)) this.forgetConsumers();
    return groups.flatMap((group, index) => {
      const [created, checkpoint] = results[index] ?? [0, ""];
      if (created === 0) return [];
      return [{ ...group, startFrom: checkpoint === "" ? group.startFrom : checkpoint, isNew: checkpoint === "" }];
    });
  }
}

/** One whose body is gone is no entry any more; a claim sees to it. */
function withBody(entries: readonly RawEntry[] | "vanished"): readonly RawEntry[] | "vanished" {
  if (entries === "vanished") return entries;
  return entries.filter(([, pairs]) => (pairs as RawEntry[1] | null) !== null);
}

function nameOf({ stream, group, consumer }: ReadRequest): string {
  return JSON.stringify([stream, group, consumer]);
}
