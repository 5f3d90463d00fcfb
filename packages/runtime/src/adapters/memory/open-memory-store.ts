import type { AgentStateStore } from "../../ports/agent-state-store.js";
import { type Clock, systemClock } from "../../ports/clock.js";
import type { EventStore } from "../../ports/event-store.js";
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

/** A new, empty database in this process. */
export function openMemoryStore({ clock = systemClock, ...options }: MemoryStoreOptions = {}): MemoryStore {
  const database = new MemoryDatabase(clock);
  const store = new MemoryEventStore(database, options);
  return { store, states: new MemoryAgentStateStore(database), close: () => store.close() };
}
