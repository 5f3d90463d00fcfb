import type { MemoryDatabase } from "../../../../src/adapters/memory/memory-database.js";
import type { ConsumerRef, EventStore } from "../../../../src/ports/event-store.js";

/** What is wrong with a store: given a sound one, the operations that replace its own. */
export type Spoil = (sound: EventStore, database: MemoryDatabase) => Partial<EventStore>;

/** By what is wrong. */
export type Spoils = Readonly<Record<string, Spoil>>;

/** Makes an entry the consumer's, pending or not. */
export function seize(database: MemoryDatabase, { stream, group, consumer }: ConsumerRef, id: string): void {
  const pending = database.findGroup({ stream, group })?.pending;
  const deliveries = pending?.get(id)?.deliveries ?? 1;
  pending?.set(id, { consumer, deliveries, deliveredAt: database.clock.now() });
}
