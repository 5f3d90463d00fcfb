import type { AgentStateStore } from "../../ports/agent-state-store.js";
import { type Clock, systemClock } from "../../ports/clock.js";
import type { EventStore } from "../../ports/event-store.js";
import type { PartitionedStore, PartitionOptions } from "../../ports/partitioned-store.js";
import { checkPartitions } from "../partitioned/partition-of.js";
import { PartitionedAgentStateStore } from "../partitioned/partitioned-agent-state-store.js";
import { PartitionedEventStore } from "../partitioned/partitioned-event-store.js";
import { MemoryAgentStateStore } from "./memory-agent-state-store.js";
import { MemoryDatabase } from "./memory-database.js";
import { MemoryEventStore, type MemoryEventStoreOptions } from "./memory-event-store.js";

export interface MemoryStoreOptions extends MemoryEventStoreOptions {
  readonly clock?: Clock;
}

/** The stores of one database in process; they live as long as it does. */
export interface MemoryStore {
  readonly store: EventStore;
  readonly states: AgentStateStore;
  /** Closes both. */
  readonly close: () => Promise<void>;
}

/** The stores of a database in process that has partitions. */
export interface PartitionedMemoryStore extends Omit<MemoryStore, "store"> {
  readonly store: PartitionedStore;
}

/**
 * A new, empty database in this process.
 *
 * @throws {HandoffError} `OPTION_INVALID` for partitions out of range.
 */
export function openMemoryStore(options: MemoryStoreOptions & PartitionOptions): PartitionedMemoryStore;
export function openMemoryStore(options?: MemoryStoreOptions & { readonly partitions?: undefined }): MemoryStore;
export function openMemoryStore({
  clock = systemClock,
  partitions,
  partitionBy,
  ...options
}: MemoryStoreOptions &
  Partial<Pick<PartitionOptions, "partitionBy">> & { readonly partitions?: number | undefined } = {}):
  MemoryStore | PartitionedMemoryStore {
  const open = (): Omit<MemoryStore, "close"> => {
    const database = new MemoryDatabase(clock);
    return { store: new MemoryEventStore(database, options), states: new MemoryAgentStateStore(database) };
  };
  const first = open();
  if (partitions === undefined) return { ...first, close: () => first.store.close() };
  checkPartitions({ partitions, partitionBy });
  const others = Array.from({ length: partitions - 1 }, open);
  const store = new PartitionedEventStore({
    partitionBy,
    partitions: [first, ...others].map((each) => each.store),
    examine: () => first.store.examine(),
  });
  const states = new PartitionedAgentStateStore([first.states, ...others.map((each) => each.states)]);
  return { store, states, close: () => store.close() };
}
