import type { MemoryDatabase } from "../../../src/adapters/memory/memory-database.js";
import { MemoryEventStore } from "../../../src/adapters/memory/memory-event-store.js";
import type { EventStore } from "../../../src/ports/event-store.js";
import { deadLetterSpoils } from "./broken/dead-letters.js";
import { handOffSpoils } from "./broken/hand-off.js";
import { leaseSpoils } from "./broken/lease.js";
import { appendSpoils } from "./broken/lineage-and-append.js";
import { readingSpoils } from "./broken/reading.js";
import { retentionSpoils } from "./broken/retention.js";
import type { Spoil } from "./broken/spoil.js";
import type { OpenMemoryStore } from "./memory-fixture.js";

export interface BrokenStore {
  /** What is wrong with it. */
  readonly name: string;
  readonly open: OpenMemoryStore;
}

/**
 * Stores that each break the contract in one way that a real one could: what the checks are held against, so that
 * each of them has been seen to fail.
 */
export const brokenStores: readonly BrokenStore[] = Object.entries({
  ...handOffSpoils,
  ...appendSpoils,
  ...readingSpoils,
  ...leaseSpoils,
  ...deadLetterSpoils,
  ...retentionSpoils,
}).map(([name, spoil]) => ({
  name,
  open: (database, limits) => spoilt(new MemoryEventStore(database, limits), database, spoil),
}));

/** The sound store with some operations replaced. */
function spoilt(sound: EventStore, database: MemoryDatabase, spoil: Spoil): EventStore {
  const broken = spoil(sound, database);
  return new Proxy(sound, {
    get: (_target, name) => {
      const owner = name in broken ? broken : sound;
      const member: unknown = Reflect.get(owner, name);
      return typeof member === "function" ? (member.bind(owner) as unknown) : member;
    },
  });
}
