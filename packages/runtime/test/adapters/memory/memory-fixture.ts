import { MemoryAgentStateStore } from "../../../src/adapters/memory/memory-agent-state-store.js";
import { MemoryDatabase } from "../../../src/adapters/memory/memory-database.js";
import { MemoryEventStore } from "../../../src/adapters/memory/memory-event-store.js";
import { VirtualClock } from "../../../src/adapters/memory/virtual-clock.js";
import type { EventStore } from "../../../src/ports/event-store.js";
import type { StoreFixture, StoreLimits } from "../../conformance/fixture.js";

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
