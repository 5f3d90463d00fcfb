import { type DeadLetter, type EntryFields, type EventEnvelope, FieldName, type Topology } from "@handoff/contracts";
import { asError } from "../consumer/attempt.js";
import { deadLetterOutput } from "../consumer/dead-letter-output.js";
import { derivedId } from "../derived-id.js";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import { type Clock, systemClock } from "../ports/clock.js";
import type { Resolution } from "../ports/dead-letter-store.js";
import { type WholeStore, MAX_BATCH } from "../ports/event-store.js";
import { randomTraceIds, type TraceIds } from "../ports/trace-ids.js";
import { failedFields, flatFields, identityOf, replaysOf } from "./failed-event.js";
import { type InspectedDeadLetter, inspectLetter } from "./inspect-letter.js";
import type { DeadLetterFilter } from "./letter-filter.js";
import { type Met, scanOpen, scanResolved } from "./letter-scan.js";
import {
  type Discarded,
  type DryRunOption,
  type ReplayAllOptions,
  type Replayed,
  type ReplayOptions,
  Replays,
  type ReplaySummary,
} from "./replays.js";

export interface DeadLetterQueueOptions {
  readonly store: WholeStore;
  /** Names the dead-letter stream, and says how events are decoded. */
  readonly topology: Topology;
  readonly clock?: Clock;
  readonly traceIds?: TraceIds;
}

/** Where an event that is given up came from. */
export interface FailedDelivery {
  readonly stream: string;
  readonly entryId: string;
  /** The group that gave it up: a replay is for this group alone. */
  readonly group: string;
  readonly agent: string;
  /** Retries before it was given up (default: the event's own `retry_count`, else 0). */
  readonly retryCount?: number;
}

/** Which dead letters to list. */
export interface DeadLetterQuery extends DeadLetterFilter {
  /** `open` (default), newest first; `resolved`: replayed or discarded, those resolved last first. */
  readonly state?: "open" | "resolved";
  /** How many at most (default 50). */
  readonly limit?: number;
  /** The `next` of the page before this one. */
  readonly before?: string;
}

/** A dead letter in a list: a record, or what is there instead of one. */
export type ListedDeadLetter = {
  readonly id: string;
  /** How often the event was given up, this time included: more than once where it was replayed and failed again. */
  readonly times: number;
  /** Older dead letters of the same event and group on the same page, in this one's place. */
  readonly folded: readonly string[];
  /** What became of it; absent while it is open. */
  readonly resolution?: Pick<Resolution, "at" | "replay">;
} & ({ readonly record: DeadLetter } | { readonly unreadable: string });

export interface DeadLetterPage {
  readonly letters: readonly ListedDeadLetter[];
  /** Give it as `before` for the next page; absent on the last one. */
  readonly next?: string;
}

/** Which dead letters to remove for good. */
export interface PurgeQuery extends DeadLetterFilter {
  /** `resolved` (default): replayed or discarded ones; `open`: those that nobody has dealt with. */
  readonly state?: "open" | "resolved";
}

export interface PurgeOptions extends DryRunOption {
  /** Told after every batch how many were removed so far. */
  readonly onProgress?: (purged: number) => void;
  /** Ends the purge between two batches. */
  readonly signal?: AbortSignal;
}

/** The events that were given up: what an operator does with them, and how a hand-written agent gives one up. */
export class DeadLetterQueue {
  readonly #store: WholeStore;
  readonly #topology: Topology;
  readonly #stream: string;
  readonly #clock: Clock;
  readonly #traceIds: TraceIds;
  readonly #replays: Replays;

  constructor({ store, topology, clock = systemClock, traceIds = randomTraceIds }: DeadLetterQueueOptions) {
    this.#store = store;
    this.#topology = topology;
    this.#stream = topology.deadLetterStream;
    this.#clock = clock;
    this.#traceIds = traceIds;
    this.#replays = new Replays({ store, stream: this.#stream, clock });
  }

  /**
   * Gives an event up, as a hand-written agent does before it acknowledges; agents of ours throw instead. Giving the
   * same delivery up again adds nothing.
   *
   * @param event The fields of the entry as they arrived, or the decoded event.
   * @param cause What went wrong; a `HandoffError` or `ContractError` brings its code.
   * @param delivery Without it, the dead letter can be looked at but not replayed.
   */
  async deadLetter(event: EventEnvelope | EntryFields, cause: unknown, delivery?: FailedDelivery): Promise<void> {
    const fields = flatFields(event);
    const at = this.#clock.now();
    const counted = Number(fields[FieldName.RETRY_COUNT] ?? 0);
    const retryCount = delivery?.retryCount ?? (Number.isSafeInteger(counted) && counted >= 0 ? counted : 0);
    const output = deadLetterOutput(this.#stream, {
      fields,
      error: asError(cause),
      retryCount,
      at,
      ...(delivery === undefined ? {} : { source: delivery, group: delivery.group, agent: delivery.agent }),
    });
    const eventId = derivedId(`dead letter/${keyOf(fields, delivery)}`);
    if (delivery === undefined) {
      await this.#store.append({ ...output, eventId });
      return;
    }
    const { agent, stream, entryId } = delivery;
    const { [FieldName.TRACE_ID]: cameFrom } = fields;
    const traceId = this.#traceIds.mint({ agent, cause: `${stream}/${entryId}`, delivery: retryCount + 1 });
    const parent = cameFrom === undefined ? {} : { parentTraceId: cameFrom.toLowerCase() };
    const hop = { traceId, agent, input: { stream, entryId }, outcome: "dead_letter", at, ...parent } as const;
    await this.#store.append({ ...output, eventId, hop });
  }

  /**
   * Dead letters, a page at a time. An entry that is none is listed as unreadable, never hidden.
   *
   * @throws {HandoffError} `OPTION_INVALID` for a `limit` or `before` that makes no sense.
   */
  async list({ limit = 50, ...query }: DeadLetterQuery = {}): Promise<DeadLetterPage> {
    if (!Number.isSafeInteger(limit) || limit < 1) throw invalid("limit", limit, "a whole number from 1");
    const rows = new Map<string, { readonly met: Met; readonly folded: string[] }>();
    let next: string | undefined;
    for await (const page of this.#scan(query)) {
      for (const met of page) {
        const identity = identityOf(met);
        const row = rows.get(identity);
        if (row === undefined && rows.size === limit) return { letters: listed(rows.values()), next: next ?? "" };
        if (row === undefined) rows.set(identity, { met, folded: [] });
        else row.folded.push(met.id);
        next = met.cursor;
      }
    }
    return { letters: listed(rows.values()) };
  }

  /**
   * Everything about one dead letter, open or resolved; undefined where there is none with this id.
   *
   * @throws {HandoffError} `OPTION_INVALID` for an id that is none.
   */
  inspect(id: string): Promise<InspectedDeadLetter | undefined> {
    requireIds([id]);
    return inspectLetter({ store: this.#store, topology: this.#topology }, id);
  }

  /**
   * Puts events back on the streams they came from, for the groups that gave them up, each once however often it is
   * asked. The answers are in the order of the ids.
   *
   * @throws {HandoffError} `OPTION_INVALID` for an id that is none: nothing is replayed then.
   */
  async replay(ids: string | readonly string[], options: ReplayOptions = {}): Promise<readonly Replayed[]> {
    const list = typeof ids === "string" ? [ids] : ids;
    requireIds(list);
    return this.#replays.replay(list, options);
  }

  /**
   * Replays every open dead letter that matches and was there when it began, oldest first.
   *
   * @throws {HandoffError} `OPTION_INVALID` for a rate that is not above 0.
   */
  replayAll(filter: DeadLetterFilter = {}, options: ReplayAllOptions = {}): Promise<ReplaySummary> {
    return this.#replays.replayAll(filter, options);
  }

  /**
   * Takes dead letters off the list without replaying them; they can be looked at until they are purged.
   *
   * @throws {HandoffError} `OPTION_INVALID` for an id that is none: nothing is discarded then.
   */
  async discard(ids: string | readonly string[], options: DryRunOption = {}): Promise<readonly Discarded[]> {
    const list = typeof ids === "string" ? [ids] : ids;
    requireIds(list);
    return this.#replays.discard(list, options);
  }

  /** Removes dead letters for good; yields how many were removed, or in a dry run would be. */
  async purge(
    { state = "resolved", ...filter }: PurgeQuery = {},
    { dryRun = false, onProgress, signal }: PurgeOptions = {},
  ): Promise<number> {
    let purged = 0;
    for await (const page of this.#scan({ ...filter, state })) {
      for (let from = 0; from < page.length; from += MAX_BATCH) {
        if (signal?.aborted === true) return purged;
        const ids = page.slice(from, from + MAX_BATCH).map(({ id }) => id);
        purged += dryRun ? ids.length : (await this.#store.purge(this.#stream, ids)).length;
        onProgress?.(purged);
      }
    }
    return purged;
  }

  #scan({ state = "open", before, ...filter }: DeadLetterQuery): AsyncGenerator<readonly Met[]> {
    const place = { store: this.#store, stream: this.#stream };
    if (state === "open") {
      return scanOpen(place, filter, { reverse: true, ...(before === undefined ? {} : { to: `(${before}` }) });
    }
    if (before !== undefined && !/^\d{1,16}$/.test(before)) throw invalid("before", before, "the `next` of a page");
    return scanResolved(place, filter, before === undefined ? undefined : Number(before));
  }
}

function listed(
  rows: Iterable<{ readonly met: Met; readonly folded: readonly string[] }>,
): readonly ListedDeadLetter[] {
  return Array.from(rows, ({ met: { cursor: _cursor, resolution, ...letter }, folded }) => ({
    ...letter,
    times: Math.max(folded.length, "record" in letter ? replaysOf(failedFields(letter.record)) : 0) + 1,
    folded,
    ...(resolution === undefined ? {} : { resolution: outcomeOf(resolution) }),
  }));
}

function outcomeOf({ at, replay }: Resolution): Pick<Resolution, "at" | "replay"> {
  return { at, ...(replay === undefined ? {} : { replay }) };
}

/** What identifies a giving-up: a delivery is given up once, an event without one once after each replay. */
function keyOf(fields: EntryFields, delivery: FailedDelivery | undefined): string {
  if (delivery !== undefined) return JSON.stringify([delivery.stream, delivery.group, delivery.entryId]);
  const { [FieldName.EVENT_ID]: eventId, [FieldName.REPLAY_COUNT]: replays } = fields;
  return eventId === undefined ? crypto.randomUUID() : JSON.stringify([eventId, replays]);
}

function requireIds(ids: readonly string[]): void {
  for (const id of ids) {
    if (!/^\d{1,20}-\d{1,20}(@\d{1,4})?$/.test(id))
      throw invalid("id", id, "the entry id of a dead letter, as dlq list has it");
  }
}

function invalid(name: string, value: unknown, expected: string): HandoffError {
  const given = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new HandoffError(HandoffErrorCode.OPTION_INVALID, `${name} is ${given}. Give ${expected}.`);
}
