import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type {
  LetterToResolve,
  Resolution,
  ResolutionsRequest,
  Resolved,
  ResolveRequest,
} from "../../ports/dead-letter-store.js";
import type {
  Append,
  Appended,
  EventStore,
  GroupSpec,
  Hop,
  RangeRequest,
  RecordedHop,
  StreamEntry,
  StreamState,
} from "../../ports/event-store.js";
import type { Finding } from "../../ports/finding.js";
import type { PartitionedStore, PartitionOptions } from "../../ports/partitioned-store.js";
import { parsePlacedId, placedId } from "../../ports/placed-id.js";
import { compareIds, parseId } from "../entry-id.js";
import { mergedStates } from "./merged-states.js";
import { partitionOf } from "./partition-of.js";
import { boundsIn } from "./placed-bounds.js";

export interface PartitionedEventStoreParts extends Pick<PartitionOptions, "partitionBy"> {
  /** By their numbers. */
  readonly partitions: readonly EventStore[];
  /** What is wrong with what the partitions lie on, each server told once. */
  readonly examine: () => Promise<readonly Finding[]>;
}

/** Ordinary stores, one a partition, as a whole. */
export class PartitionedEventStore implements PartitionedStore {
  readonly partitions: readonly EventStore[];
  readonly #parts: PartitionedEventStoreParts;

  constructor(parts: PartitionedEventStoreParts) {
    this.#parts = parts;
    this.partitions = parts.partitions;
  }

  async ensureGroups(groups: readonly GroupSpec[]): Promise<void> {
    await this.#each((store) => store.ensureGroups(groups));
  }

  async append(append: Append): Promise<Appended> {
    const { hop } = append;
    const { partition, id } = hop?.input === undefined ? {} : parsePlacedId(hop.input.entryId);
    const { partitionBy } = this.#parts;
    const place = partition ?? partitionOf(append, { partitions: this.partitions.length, partitionBy });
    const local = hop?.input === undefined || id === undefined ? hop : withInput(hop, id);
    const appended = await this.#at(place, hop?.input?.entryId ?? "").append(
      local === undefined ? append : { ...append, hop: local },
    );
    const { entryId, duplicate } = appended;
    return entryId === undefined ? { duplicate } : { entryId: placedId(entryId, place), duplicate };
  }

  async range(request: RangeRequest): Promise<readonly StreamEntry[]> {
    const found = await this.#each(async (store, partition) => {
      const bounds = boundsIn(partition, request);
      const entries = bounds === undefined ? [] : await store.range({ ...request, ...bounds });
      return entries.map((entry) => ({ entry, partition }));
    });
    const order = request.reverse === true ? -1 : 1;
    return found
      .flat()
      .sort((a, b) => order * (compareIds(a.entry.id, b.entry.id) || a.partition - b.partition))
      .slice(0, request.count)
      .map(({ entry, partition }) => ({ ...entry, id: placedId(entry.id, partition) }));
  }

  async hop(traceId: string): Promise<RecordedHop | undefined> {
    const hops = await this.#each(async (store, partition) => {
      const hop = await store.hop(traceId);
      return hop === undefined ? undefined : placedHop(hop, partition);
    });
    return hops.find((hop) => hop !== undefined);
  }

  async children(traceId: string): Promise<readonly string[]> {
    return (await this.#each((store) => store.children(traceId))).flat();
  }

  async inspect(streams: readonly string[]): Promise<readonly StreamState[]> {
    return mergedStates(await this.#each((store) => store.inspect(streams)));
  }

  examine(): Promise<readonly Finding[]> {
    return this.#parts.examine();
  }

  async resolve({ stream, letters, at }: ResolveRequest): Promise<readonly Resolved[]> {
    return this.#byPlace(
      letters,
      ({ id }) => id,
      async (store, { partition, ids, items }) => {
        const local = items.map((letter, index): LetterToResolve => ({ ...letter, id: ids[index] ?? "" }));
        const resolved = await store.resolve({ stream, letters: local, at });
        return resolved.map((one): Resolved => {
          const placed = { ...one, id: placedId(one.id, partition) };
          return placed.kind === "resolved"
            ? { ...placed, resolution: this.#placedResolution(placed.resolution, partition) }
            : placed;
        });
      },
    );
  }

  async resolution(stream: string, placed: string): Promise<Resolution | undefined> {
    const { id, partition } = this.#placeOf(placed);
    const resolution = await this.#at(partition, placed).resolution(stream, id);
    return resolution && this.#placedResolution(resolution, partition);
  }

  async resolutions({ stream, before, count }: ResolutionsRequest): Promise<readonly Resolution[]> {
    const found = await this.#each(async (store, partition) => {
      const earlier = before === undefined ? {} : { before: Math.ceil((before - partition) / this.partitions.length) };
      const resolutions = await store.resolutions({ stream, count, ...earlier });
      return resolutions.map((one) => this.#placedResolution(one, partition));
    });
    return found
      .flat()
      .sort((a, b) => b.position - a.position)
      .slice(0, count);
  }

  async purge(stream: string, placed: readonly string[]): Promise<readonly string[]> {
    const purged = await this.#byPlace(
      placed,
      (id) => id,
      async (store, { partition, ids }) => {
        const gone = new Set(await store.purge(stream, ids));
        return ids.map((id) => (gone.has(id) ? placedId(id, partition) : undefined));
      },
    );
    return purged.filter((id) => id !== undefined);
  }

  async close(): Promise<void> {
    await this.#each((store) => store.close());
  }

  #each<T>(ask: (store: EventStore, partition: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.partitions.map(ask));
  }

  /** Does something with items in their partitions; the answers are in the order of the items. */
  async #byPlace<T, R>(
    items: readonly T[],
    idOf: (item: T) => string,
    ask: (store: EventStore, part: Part<T>) => Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    const places = items.map((item) => this.#placeOf(idOf(item)));
    const answers: R[] = [];
    await this.#each(async (store, partition) => {
      const indices = places.flatMap((place, index) => (place.partition === partition ? [index] : []));
      if (indices.length === 0) return;
      const ids = indices.map((index) => places[index]?.id ?? "");
      const own = indices.flatMap((index) => items.slice(index, index + 1));
      const replies = await ask(store, { partition, ids, items: own });
      replies.forEach((reply, at) => {
        answers[indices[at] ?? 0] = reply;
      });
    });
    return answers;
  }

  /** Positions of all partitions in one order: near to that of time, since each goes by it. */
  #placedResolution(resolution: Resolution, partition: number): Resolution {
    const { id, position, replay } = resolution;
    return {
      ...resolution,
      id: placedId(id, partition),
      position: position * this.partitions.length + partition,
      ...(replay === undefined ? {} : { replay: { ...replay, entryId: placedId(replay.entryId, partition) } }),
    };
  }

  #placeOf(placed: string): { readonly id: string; readonly partition: number } {
    const { id, partition } = parsePlacedId(placed);
    if (partition === undefined || parseId(id) !== id) throw noPlace(placed, this.partitions.length);
    this.#at(partition, placed);
    return { id, partition };
  }

  #at(partition: number, placed: string): EventStore {
    const store = this.partitions[partition];
    if (store === undefined) throw noPlace(placed, this.partitions.length);
    return store;
  }
}

interface Part<T> {
  readonly partition: number;
  /** Without their place, in the order of the items. */
  readonly ids: readonly string[];
  readonly items: readonly T[];
}

function withInput(hop: Hop, entryId: string): Hop {
  return hop.input === undefined ? hop : { ...hop, input: { ...hop.input, entryId } };
}

function placedHop(hop: RecordedHop, partition: number): RecordedHop {
  const { input, outputs } = hop;
  return {
    ...hop,
    ...(input === undefined ? {} : { input: { ...input, entryId: placedId(input.entryId, partition) } }),
    outputs: outputs.map((output) => ({ ...output, entryId: placedId(output.entryId, partition) })),
  };
}

function noPlace(placed: string, partitions: number): HandoffError {
  return new HandoffError(
    HandoffErrorCode.OPTION_INVALID,
    `id is ${JSON.stringify(placed)}. Give an entry id with its partition, \`<milliseconds>-<sequence>@<0 to ${partitions - 1}>\`.`,
  );
}
