import type { MemoryDatabase } from "../../../../src/adapters/memory/memory-database.js";
import type { GroupRef } from "../../../../src/ports/event-store.js";
import { seize, type Spoils } from "./spoil.js";

export const leaseSpoils: Spoils = {
  "a claim before the lease is over": (sound) => ({ claim: (request) => sound.claim({ ...request, minIdleMs: 0 }) }),

  "a claim that never comes": (sound) => ({ claim: (request) => sound.claim({ ...request, minIdleMs: 1e9 }) }),

  "a claim that does not count": (sound, database) => ({
    claim: async (request) => {
      const claimed = await sound.claim(request);
      const pending = database.findGroup(request)?.pending;
      for (const { id } of claimed) Object.assign(pending?.get(id) ?? {}, { deliveries: 1 });
      return claimed.map((entry) => ({ ...entry, deliveries: 1 }));
    },
  }),

  "a claim from others only": (sound, database) => ({
    claim: async (request) => {
      const held = [...(database.findGroup(request)?.pending.values() ?? [])];
      return held.some(({ consumer }) => consumer === request.consumer) ? [] : sound.claim(request);
    },
  }),

  "a claim without a count, newest first": (sound) => ({
    claim: async (request) => [...(await sound.claim({ ...request, count: 1_000 }))].reverse(),
  }),

  "a claim that looks at as many as it may take": (sound, database) => ({
    claim: async (request) => {
      const ids = [...(database.findGroup(request)?.pending.keys() ?? [])].slice(0, request.count);
      return (await sound.claim(request)).filter(({ id }) => ids.includes(id));
    },
  }),

  "a claim that creates the group": (sound, database) => ({
    claim: (request) => {
      database.openGroup(request, "0-0");
      return sound.claim(request);
    },
  }),

  "a claim that takes suspects for anything else": (sound) => ({
    claim: ({ suspects: _all, ...request }) => sound.claim(request),
  }),

  "suspects that are counted where there are none": (sound) => ({
    suspects: async (request) => (await sound.suspects(request)) || 1,
  }),

  "bodies that come back": (sound, database) => ({
    claim: (request) => resurrected(database, request, () => sound.claim(request)),
    renew: (consumer, ids) => resurrected(database, consumer, () => sound.renew(consumer, ids)),
    giveBack: (consumer, entries) => resurrected(database, consumer, () => sound.giveBack(consumer, entries)),
  }),

  "requests of any kind": (sound) => ({
    claim: ({ count, minIdleMs, ...request }) =>
      sound.claim({ ...request, count: Math.max(1, count), minIdleMs: Math.max(0, minIdleMs) }),
    range: (request) => sound.range(request).catch(() => []),
  }),

  "a renewal that does nothing": () => ({ renew: async (_consumer, ids) => ids }),

  "a renewal of whatever is named": (sound, database) => ({
    renew: async (consumer, ids) => {
      await sound.renew(consumer, ids);
      for (const id of ids) seize(database, consumer, id);
      return ids;
    },
  }),

  "a renewal that counts": (sound, database) => ({
    renew: (consumer, ids) => {
      for (const id of ids) {
        const held = database.findGroup(consumer)?.pending.get(id);
        if (held !== undefined) held.deliveries += 1;
      }
      return sound.renew(consumer, ids);
    },
  }),

  "a give-back that does nothing": () => ({ giveBack: async () => undefined }),

  "a give-back that forgets the idle time": (sound) => ({
    giveBack: (consumer, entries) =>
      sound.giveBack(
        consumer,
        entries.map((entry) => ({ ...entry, idleMs: 0 })),
      ),
  }),

  "a give-back that is claimed at once in any case": (sound) => ({
    giveBack: (consumer, entries) =>
      sound.giveBack(
        consumer,
        entries.map((entry) => ({ ...entry, idleMs: 1e9 })),
      ),
  }),

  "a give-back that keeps its own count": (sound) => ({
    giveBack: (consumer, entries) =>
      sound.giveBack(
        consumer,
        entries.map((entry) => ({ ...entry, deliveries: 1 })),
      ),
  }),

  "a give-back of what is not its own": (sound, database) => ({
    giveBack: async (consumer, entries) => {
      for (const { id } of entries) {
        if (database.findGroup(consumer)?.pending.has(id) === true) seize(database, consumer, id);
      }
      return sound.giveBack(consumer, entries);
    },
  }),
};

/** Carries out an operation as if no entry that is pending had ever been deleted. */
async function resurrected<T>(database: MemoryDatabase, ref: GroupRef, operation: () => Promise<T>): Promise<T> {
  const entry = database.entry.bind(database);
  database.entry = (stream, id) => entry(stream, id) ?? { id, fields: {} };
  try {
    return await operation();
  } finally {
    database.entry = entry;
  }
}
