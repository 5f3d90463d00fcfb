import type { EntryFields } from "@handoff/contracts";
import type { AgentRecord } from "../../ports/agent-state-store.js";
import type { Clock } from "../../ports/clock.js";
import type { Resolution } from "../../ports/dead-letter-store.js";
import type { AgentActivity, GroupRef, StreamEntry } from "../../ports/event-store.js";
import { compareIds, type IdBound, LOWEST_ID, nextId } from "../entry-id.js";
import { MemoryLineage } from "./memory-lineage.js";

/** Who holds an entry that was delivered and is not yet acknowledged. */
export interface PendingEntry {
  consumer: string;
  /** Milliseconds since the epoch; the entry is idle from then on. */
  deliveredAt: number;
  deliveries: number;
}

export interface MemoryGroup {
  lastDeliveredId: string;
  /** By entry id, oldest first: entries are delivered in the order of their ids. */
  readonly pending: Map<string, PendingEntry>;
  /** When each consumer was seen last, in milliseconds since the epoch. */
  readonly consumers: Map<string, number>;
}

export interface MemoryResolutions {
  readonly byId: Map<string, Resolution>;
  /** In the order they were resolved. */
  readonly order: Resolution[];
  /** Those that added their event, by idempotency key. */
  readonly byKey: Map<string, Resolution>;
}

export interface MemoryStream {
  /** Oldest first. */
  readonly entries: StreamEntry[];
  /** Id of the newest entry there ever was. */
  lastId: string;
  readonly groups: Map<string, MemoryGroup>;
}

/**
 * What a Redis server would hold, in process: stores that share a database are to each other as processes are that
 * share a server. Each call is one step that nothing interrupts.
 */
export class MemoryDatabase {
  readonly clock: Clock;
  readonly streams = new Map<string, MemoryStream>();
  /** Event ids appended to each stream, newest last. They outlive the stream. */
  readonly seen = new Map<string, Set<string>>();
  /** Resolved dead letters of each dead-letter stream. */
  readonly resolutions = new Map<string, MemoryResolutions>();
  /** How far each group of each stream has settled everything, as Redis keeps it. */
  readonly #checkpoints = new Map<string, IdBound>();
  readonly lineage: MemoryLineage;
  readonly agents = new Map<string, AgentRecord>();
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.clock = clock;
    this.lineage = new MemoryLineage(clock);
  }

  /** Adds an entry and yields its id; watchers hear of it with {@link announce}. */
  add(stream: string, fields: EntryFields): string {
    const target = this.openStream(stream);
    target.lastId = nextId(target.lastId, this.clock.now());
    target.entries.push({ id: target.lastId, fields: storedFields(fields) });
    return target.lastId;
  }

  openStream(name: string): MemoryStream {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const stream: MemoryStream = { entries: [], lastId: LOWEST_ID, groups: new Map() };
    this.streams.set(name, stream);
    return stream;
  }

  /** The group as it is; where there is none, a new one that has been handed everything up to `startFrom`. */
  openGroup({ stream: name, group: groupName }: GroupRef, startFrom: string): MemoryGroup {
    const stream = this.openStream(name);
    const known = stream.groups.get(groupName);
    if (known !== undefined) return known;
    const lastDeliveredId = startFrom === "$" ? stream.lastId : startFrom;
    const group: MemoryGroup = { lastDeliveredId, pending: new Map(), consumers: new Map() };
    stream.groups.set(groupName, group);
    return group;
  }

  /** Remembers how far a group has settled everything: in case it is lost. */
  keepCheckpoint(ref: GroupRef): void {
    const group = this.findGroup(ref);
    if (group === undefined) return;
    const [oldest] = group.pending.keys();
    const id = oldest ?? group.lastDeliveredId;
    this.#checkpoints.set(checkpointOf(ref), { id, exclusive: oldest !== undefined });
  }

  /**
   * The entry after which a group goes on that was there before. A checkpoint beyond the end of the stream is one of
   * another stream of this name.
   */
  resumeAfter(ref: GroupRef): string | undefined {
    const checkpoint = this.#checkpoints.get(checkpointOf(ref));
    const stream = this.streams.get(ref.stream);
    if (checkpoint === undefined || stream === undefined || compareIds(stream.lastId, checkpoint.id) < 0)
      return undefined;
    if (!checkpoint.exclusive) return checkpoint.id;
    return stream.entries[firstFrom(stream.entries, { ...checkpoint, exclusive: false }) - 1]?.id ?? LOWEST_ID;
  }

  findGroup({ stream, group }: GroupRef): MemoryGroup | undefined {
    return this.streams.get(stream)?.groups.get(group);
  }

  entry(stream: string, id: string): StreamEntry | undefined {
    const entries = this.streams.get(stream)?.entries ?? [];
    const entry = entries[firstFrom(entries, { id, exclusive: false })];
    return entry?.id === id ? entry : undefined;
  }

  /** The entries between two ids, oldest first. */
  between(stream: string, from: IdBound, to: IdBound): readonly StreamEntry[] {
    const entries = this.streams.get(stream)?.entries ?? [];
    return entries.slice(firstFrom(entries, from), firstFrom(entries, { id: to.id, exclusive: !to.exclusive }));
  }

  /** Removes the body of an entry, as a foreign hand or a retention does; who holds it goes on holding its id. */
  deleteEntry(stream: string, id: string): void {
    const entries = this.streams.get(stream)?.entries ?? [];
    const index = firstFrom(entries, { id, exclusive: false });
    if (entries[index]?.id === id) entries.splice(index, 1);
  }

  destroyGroup({ stream, group }: GroupRef): void {
    this.streams.get(stream)?.groups.delete(group);
  }

  deleteStream(stream: string): void {
    this.streams.delete(stream);
  }

  /** Loses everything, as a server does that restarts without persistence. */
  clear(): void {
    this.streams.clear();
    this.seen.clear();
    this.resolutions.clear();
    this.#checkpoints.clear();
    this.lineage.clear();
    this.agents.clear();
  }

  recordActivity({ agentId, events, errors, at }: AgentActivity): void {
    const known = this.agents.get(agentId);
    this.agents.set(agentId, {
      ...known,
      agentId,
      events: (known?.events ?? 0) + events,
      errors: (known?.errors ?? 0) + errors,
      heartbeatAt: at,
      ...(events > 0 ? { lastEventAt: at } : {}),
    });
  }

  /** Calls back whenever entries were added to the stream; yields the way to end that. */
  watch(stream: string, onAdded: () => void): () => void {
    const watchers = this.#watchers.get(stream) ?? new Set();
    this.#watchers.set(stream, watchers.add(onAdded));
    return () => {
      watchers.delete(onAdded);
    };
  }

  /** Tells who watches the streams, first come first served; once a step is complete, never in the middle of it. */
  announce(streams: Iterable<string>): void {
    for (const stream of new Set(streams)) {
      for (const onAdded of [...(this.#watchers.get(stream) ?? [])]) onAdded();
    }
  }
}

function checkpointOf({ stream, group }: GroupRef): string {
  return JSON.stringify([stream, group]);
}

/** Index of the first entry not before the bound. */
function firstFrom(entries: readonly StreamEntry[], { id, exclusive }: IdBound): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareIds(entries[middle]?.id ?? LOWEST_ID, id);
    if (order < 0 || (exclusive && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fields as a store gives them back: without a prototype, since names are foreign; text that UTF-8 can hold. */
function storedFields(fields: EntryFields): EntryFields {
  const stored: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(fields)) stored[asUtf8(name)] = asUtf8(value);
  return Object.freeze(stored);
}

function asUtf8(text: string): string {
  return text.replace(/\p{Cs}/gu, "\uFFFD");
}
