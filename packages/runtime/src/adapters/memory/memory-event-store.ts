import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type { Resolution, ResolutionsRequest, Resolved, ResolveRequest } from "../../ports/dead-letter-store.js";
import {
  type Append,
  type Appended,
  type ClaimRequest,
  type ConsumerRef,
  DEFAULT_LINEAGE_RETENTION_MS,
  DEFAULT_SEEN_LIMIT,
  type Delivery,
  type EventStore,
  type GroupRef,
  type GroupSpec,
  type GroupState,
  type HandOff,
  type RangeRequest,
  type ReadRequest,
  type RecordedHop,
  type ReturnedEntry,
  type Settled,
  type Settlement,
  type SuspectsRequest,
  type StreamEntry,
  type StreamState,
} from "../../ports/event-store.js";
import type { Finding } from "../../ports/finding.js";
import type { ReapRequest, TrimRequest } from "../../ports/retention.js";
import { compareIds, HIGHEST_ID } from "../entry-id.js";
import {
  boundsOf,
  checkAppend,
  checkClaim,
  checkHandOff,
  checkIds,
  checkPurge,
  checkRead,
  checkReap,
  checkResolutions,
  checkResolve,
  checkReturned,
  checkTrim,
  startOf,
} from "../requests.js";
import { isSuspect, isWanted } from "./suspects.js";
import { MemoryGroups } from "./memory-groups.js";
import type { MemoryDatabase, MemoryGroup, MemoryStream, PendingEntry } from "./memory-database.js";
import { MemoryDeadLetters } from "./memory-dead-letters.js";

export interface MemoryEventStoreOptions {
  /** How many of the newest event ids are remembered a stream (default 100,000). */
  readonly seenLimit?: number;
  /** How long hops are kept, in milliseconds (default 7 days). */
  readonly lineageRetentionMs?: number;
  /** Hears of a group that had vanished and was created anew. */
  readonly onGroupRestored?: (group: GroupSpec) => void;
}

/** Streams in process, with the semantics of Redis. */
export class MemoryEventStore implements EventStore {
  readonly #database: MemoryDatabase;
  readonly #options: MemoryEventStoreOptions;
  readonly #deadLetters: MemoryDeadLetters;
  readonly #groups: MemoryGroups;
  #closed = false;

  constructor(database: MemoryDatabase, options: MemoryEventStoreOptions = {}) {
    this.#database = database;
    this.#options = options;
    this.#deadLetters = new MemoryDeadLetters(database);
    this.#groups = new MemoryGroups(database, options.onGroupRestored);
  }

  async ensureGroups(groups: readonly GroupSpec[]): Promise<void> {
    this.#requireOpen();
    const starts = groups.map((spec) => ({ ...spec, startFrom: startOf(spec) }));
    for (const start of starts) this.#groups.open(start);
  }

  async append(append: Append): Promise<Appended> {
    this.#requireOpen();
    checkAppend(append);
    const { stream, fields, eventId, hop } = append;
    const seen = this.#database.seen.get(stream) ?? new Set();
    if (seen.has(eventId)) return { duplicate: true };
    this.#database.seen.set(stream, seen.add(eventId));
    const oldest = seen.size > (this.#options.seenLimit ?? DEFAULT_SEEN_LIMIT) ? seen.values().next().value : undefined;
    if (oldest !== undefined) seen.delete(oldest);
    const entryId = this.#database.add(stream, fields);
    if (hop !== undefined) this.#record({ ...hop, outputs: [{ stream, entryId }] });
    this.#database.announce([stream]);
    return { entryId, duplicate: false };
  }

  async read(request: ReadRequest): Promise<readonly Delivery[]> {
    this.#requireOpen();
    checkRead(request);
    return request.signal?.aborted === true ? [] : this.#groups.read(request);
  }

  async claim(request: ClaimRequest): Promise<readonly Delivery[]> {
    this.#requireOpen();
    checkClaim(request);
    const group = this.#database.findGroup(request);
    const now = this.#database.clock.now();
    group?.consumers.set(request.consumer, now);
    const claimed: Delivery[] = [];
    for (const [id, held] of group?.pending ?? []) {
      if (claimed.length === request.count) break;
      if (now - held.deliveredAt < request.minIdleMs || !isWanted(held, request)) continue;
      const entry = this.#bodyOrDrop(request, id);
      if (entry === undefined) continue;
      Object.assign(held, { consumer: request.consumer, deliveredAt: now, deliveries: held.deliveries + 1 });
      claimed.push({ ...entry, deliveries: held.deliveries });
    }
    return claimed;
  }

  async suspects(request: SuspectsRequest): Promise<number> {
    this.#requireOpen();
    checkClaim({ ...request, count: 1 });
    const idleSince = this.#database.clock.now() - request.minIdleMs;
    const pending = [...(this.#database.findGroup(request)?.pending.values() ?? [])];
    return pending.filter((held) => held.deliveredAt <= idleSince && isSuspect(held, request)).length;
  }

  async renew(consumer: ConsumerRef, ids: readonly string[]): Promise<readonly string[]> {
    this.#requireOpen();
    checkIds(ids);
    return ids.filter((id) => {
      const held = this.#heldBy(consumer, id);
      if (held === undefined || this.#bodyOrDrop(consumer, id) === undefined) return false;
      held.deliveredAt = this.#database.clock.now();
      return true;
    });
  }

  async giveBack(consumer: ConsumerRef, entries: readonly ReturnedEntry[]): Promise<void> {
    this.#requireOpen();
    checkReturned(entries);
    for (const { id, idleMs, deliveries } of entries) {
      const held = this.#heldBy(consumer, id);
      if (held === undefined || this.#bodyOrDrop(consumer, id) === undefined) continue;
      Object.assign(held, { deliveredAt: this.#database.clock.now() - Math.round(idleMs), deliveries });
    }
  }

  async handOff(handOff: HandOff): Promise<readonly Settled[]> {
    this.#requireOpen();
    checkHandOff(handOff);
    const settled = handOff.settlements.map((settlement) => this.#settle(handOff, settlement));
    if (settled.some((one) => one.settled)) this.#database.keepCheckpoint(handOff);
    if (handOff.activity !== undefined) this.#database.recordActivity(handOff.activity);
    this.#database.announce(handOff.settlements.flatMap(({ outputs }) => outputs.map(({ stream }) => stream)));
    return settled;
  }

  async range(request: RangeRequest): Promise<readonly StreamEntry[]> {
    this.#requireOpen();
    const { from, to } = boundsOf(request);
    const entries = this.#database.between(request.stream, from, to);
    return (request.reverse === true ? entries.toReversed() : entries).slice(0, request.count);
  }

  async hop(traceId: string): Promise<RecordedHop | undefined> {
    this.#requireOpen();
    return this.#database.lineage.hop(traceId);
  }

  async children(traceId: string): Promise<readonly string[]> {
    this.#requireOpen();
    return this.#database.lineage.children(traceId);
  }

  async inspect(streams: readonly string[]): Promise<readonly StreamState[]> {
    this.#requireOpen();
    return streams.map((stream) => {
      const { entries = [], groups = new Map<string, MemoryGroup>() } = this.#database.streams.get(stream) ?? {};
      const states = [...groups].map(([group, data]) => this.#stateOf({ stream, group }, data));
      return { stream, length: entries.length, groups: states.sort((a, b) => (a.group < b.group ? -1 : 1)) };
    });
  }

  async examine(): Promise<readonly Finding[]> {
    this.#requireOpen();
    return [];
  }

  async resolve(request: ResolveRequest): Promise<readonly Resolved[]> {
    this.#requireOpen();
    checkResolve(request);
    return this.#deadLetters.resolve(request);
  }

  async resolution(stream: string, id: string): Promise<Resolution | undefined> {
    this.#requireOpen();
    checkIds([id]);
    return this.#deadLetters.resolution(stream, id);
  }

  async resolutions(request: ResolutionsRequest): Promise<readonly Resolution[]> {
    this.#requireOpen();
    checkResolutions(request);
    return this.#deadLetters.resolutions(request);
  }

  async purge(stream: string, ids: readonly string[]): Promise<readonly string[]> {
    this.#requireOpen();
    checkPurge(ids);
    return this.#deadLetters.purge(stream, ids);
  }

  async trim(request: TrimRequest): Promise<number> {
    this.#requireOpen();
    checkTrim(request);
    const { stream, groups, keepNewest, minAgeMs, count } = request;
    const data = this.#database.streams.get(stream);
    if (data === undefined || data.groups.size === 0 || groups.some((group) => !data.groups.has(group))) return 0;
    const age = Math.round(minAgeMs);
    const newestMs = age === 0 ? Number.POSITIVE_INFINITY : Math.floor(this.#database.clock.now()) - age;
    const most = Math.max(0, Math.min(count, data.entries.length - keepNewest));
    const oldest = data.entries.slice(0, most);
    const kept = oldest.findIndex(({ id }) => Number.parseInt(id, 10) > newestMs || !isDone(data, id));
    const done = kept === -1 ? most : kept;
    data.entries.splice(0, done);
    return done;
  }

  async reap(request: ReapRequest): Promise<readonly string[]> {
    this.#requireOpen();
    checkReap(request);
    const group = this.#database.findGroup(request);
    const holders = new Set([...(group?.pending.values() ?? [])].map(({ consumer }) => consumer));
    const lastSeenAt = this.#database.clock.now() - Math.round(request.idleMs);
    const reaped = [...(group?.consumers ?? [])].filter(([name, seenAt]) => !holders.has(name) && seenAt <= lastSeenAt);
    for (const [name] of reaped) group?.consumers.delete(name);
    return reaped.map(([name]) => name).sort();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#groups.close();
  }

  #requireOpen(): void {
    if (!this.#closed) return;
    throw new HandoffError(HandoffErrorCode.STORE_UNAVAILABLE, "the store is closed. Open another one.");
  }

  #settle(consumer: ConsumerRef, { entryId, outputs, hop }: Settlement): Settled {
    if (this.#heldBy(consumer, entryId) === undefined) return { entryId, settled: false, outputIds: [] };
    const outputIds = outputs.map(({ stream, fields }) => this.#database.add(stream, fields));
    const added = outputs.map(({ stream }, index) => ({ stream, entryId: outputIds[index] ?? "" }));
    this.#record({ ...hop, outputs: added });
    this.#database.findGroup(consumer)?.pending.delete(entryId);
    return { entryId, settled: true, outputIds };
  }

  #record(hop: RecordedHop): void {
    this.#database.lineage.record(hop, this.#options.lineageRetentionMs ?? DEFAULT_LINEAGE_RETENTION_MS);
  }

  #heldBy(consumer: ConsumerRef, id: string): PendingEntry | undefined {
    const held = this.#database.findGroup(consumer)?.pending.get(id);
    return held?.consumer === consumer.consumer ? held : undefined;
  }

  /** The entry; one whose body is gone leaves the pending list, since nobody could ever process it. */
  #bodyOrDrop(ref: GroupRef, id: string): StreamEntry | undefined {
    const entry = this.#database.entry(ref.stream, id);
    if (entry === undefined) this.#database.findGroup(ref)?.pending.delete(id);
    return entry;
  }

  #stateOf({ stream, group }: GroupRef, { lastDeliveredId, pending, consumers }: MemoryGroup): GroupState {
    const unread = { id: lastDeliveredId, exclusive: true };
    const lag = this.#database.between(stream, unread, { id: HIGHEST_ID, exclusive: false }).length;
    const state = { stream, group, lag, pending: pending.size, lastDeliveredId, consumers: consumers.size };
    const [oldestPendingId] = pending.keys();
    return oldestPendingId === undefined ? state : { ...state, oldestPendingId };
  }
}

/** Whether every group has been handed what came up to this entry, and has acknowledged it. */
function isDone({ groups }: MemoryStream, id: string): boolean {
  return [...groups.values()].every(({ lastDeliveredId, pending }) => {
    const [oldestPending = HIGHEST_ID] = pending.keys();
    return compareIds(id, lastDeliveredId) <= 0 && compareIds(id, oldestPending) < 0;
  });
}
