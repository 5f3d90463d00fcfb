import { MemoryAgentStateStore } from "../../../src/adapters/memory/memory-agent-state-store.js";
import { MemoryDatabase } from "../../../src/adapters/memory/memory-database.js";
import { MemoryEventStore } from "../../../src/adapters/memory/memory-event-store.js";
import { VirtualClock } from "../../../src/adapters/memory/virtual-clock.js";
import { PartitionedAgentStateStore } from "../../../src/adapters/partitioned/partitioned-agent-state-store.js";
import { PartitionedEventStore } from "../../../src/adapters/partitioned/partitioned-event-store.js";
import type { EventStore } from "../../../src/ports/event-store.js";
import type { StoreFixture, StoreLimits } from "../../conformance/fixture.js";
import { PARTITIONS, type PartitionedFixture, SPREAD_BY } from "../../conformance/partitioned-store.js";

/** Opens a store over a database; a broken one, to see the checks fail. */
export type OpenMemoryStore = (database: MemoryDatabase, limits?: StoreLimits) => EventStore;

/** A database of its own, in which time passes only when a check waits. */
export async function memoryFixture(
  openStore: OpenMemoryStore = (database, limits) => new MemoryEventStore(database, limits),
): Promise<StoreFixture> {
  const clock = new VirtualClock(1_700_000_000_000);
  const database = new MemoryDatabase(clock);
  const opened = [openStore(database)] as [EventStore, ...EventStore[]];
  return {
    store: opened[0],
    states: new MemoryAgentStateStore(database),
    open: async (limits) => {
      const store = openStore(database, limits);
      opened.push(store);
      return store;
    },
    waitIdle: (ms) => clock.advance(ms),
    foreign: {
      append: async (stream, pairs) => {
        const id = database.add(stream, Object.fromEntries(pairs));
        database.announce([stream]);
        return id;
      },
      numberFrom: async (stream, id) => {
        database.openStream(stream).lastId = id;
      },
      deleteEntry: async (stream, id) => database.deleteEntry(stream, id),
      deleteStream: async (stream) => database.deleteStream(stream),
      destroyGroup: async (ref) => database.destroyGroup(ref),
    },
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
    },
  };
}

/** A database for each partition, as `openMemoryStore` has them. */
export async function partitionedMemoryFixture(): Promise<PartitionedFixture> {
  const clock = new VirtualClock(1_700_000_000_000);
  const first = new MemoryDatabase(clock);
  const others = Array.from({ length: PARTITIONS - 1 }, () => new MemoryDatabase(clock));
  const databases = [first, ...others];
  const partitions = databases.map((database) => new MemoryEventStore(database));
  const whole = new PartitionedEventStore({ partitions, partitionBy: SPREAD_BY, examine: async () => [] });
  const statesOf = (database: MemoryDatabase): MemoryAgentStateStore => new MemoryAgentStateStore(database);
  return {
    whole,
    states: new PartitionedAgentStateStore([statesOf(first), ...others.map(statesOf)]),
    numberFrom: async (partition, stream, id) => {
      const database = databases[partition];
      if (database !== undefined) database.openStream(stream).lastId = id;
    },
    dispose: () => whole.close(),
  };
}
