import type { MemoryDatabase } from "../../../../src/adapters/memory/memory-database.js";
import type { TrimRequest } from "../../../../src/ports/retention.js";
import type { Spoils } from "./spoil.js";

export const retentionSpoils: Spoils = {
  "a trim by length alone": (_sound, database) => ({
    trim: async ({ stream, keepNewest }) => removeOldest(database, stream, keepNewest),
  }),

  "a trim that forgets what is pending": (sound, database) => ({
    trim: async (request) => {
      for (const group of database.streams.get(request.stream)?.groups.values() ?? []) group.pending.clear();
      return sound.trim(request);
    },
  }),

  "a trim that asks only the groups it knows": (sound, database) => ({
    trim: async (request) => {
      const groups = database.streams.get(request.stream)?.groups;
      for (const name of groups?.keys() ?? []) if (!request.groups.includes(name)) groups?.delete(name);
      return sound.trim(request);
    },
  }),

  "a trim that does without a group": (sound) => ({ trim: (request) => sound.trim({ ...request, groups: [] }) }),

  "a trim that keeps nothing": (sound) => ({ trim: (request) => sound.trim({ ...request, keepNewest: 0 }) }),

  "a trim of any age": (sound) => ({ trim: (request) => sound.trim({ ...request, minAgeMs: 0 }) }),

  "a trim of any number": (sound) => ({ trim: (request) => sound.trim({ ...request, count: 1_000 }) }),

  "a trim of any kind": (sound) => ({ trim: (request) => sound.trim(request).catch(() => 0) }),

  "a reap of everybody": (_sound, database) => ({
    reap: async (request) => {
      const group = database.findGroup(request);
      const names = [...(group?.consumers.keys() ?? [])];
      for (const [id, { consumer }] of group?.pending ?? []) if (names.includes(consumer)) group?.pending.delete(id);
      group?.consumers.clear();
      return names;
    },
  }),

  "a reap of nobody": () => ({ reap: async () => [] }),

  "a reap that does not ask for how long": (sound) => ({ reap: (request) => sound.reap({ ...request, idleMs: 0 }) }),

  "a reap that asks for a group": (sound, database) => ({
    reap: async (request) => {
      if (database.findGroup(request) === undefined) throw new Error("no such group.");
      return sound.reap(request);
    },
  }),

  "a reap that takes the place of who waits": (sound, database) => ({
    reap: async (request) => {
      database.announce = () => undefined;
      return sound.reap(request);
    },
  }),

  "no trim at all": () => ({ trim: async (_request: TrimRequest) => 0 }),
};

function removeOldest(database: MemoryDatabase, stream: string, keep: number): number {
  const entries = database.streams.get(stream)?.entries ?? [];
  return entries.splice(0, Math.max(0, entries.length - keep)).length;
}
