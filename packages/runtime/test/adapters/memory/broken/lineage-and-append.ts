import { MemoryEventStore } from "../../../../src/adapters/memory/memory-event-store.js";
import type { Spoils } from "./spoil.js";

export const appendSpoils: Spoils = {
  "a lineage that sorts": (sound) => ({ children: async (id) => [...(await sound.children(id))].sort() }),

  "a lineage that keeps the earlier hop": (sound) => ({
    append: async ({ hop, ...append }) => {
      const known = hop !== undefined && (await sound.hop(hop.traceId)) !== undefined;
      return sound.append(known || hop === undefined ? append : { ...append, hop });
    },
  }),

  "a lineage that invents": (sound) => ({
    hop: async (id) => (await sound.hop(id)) ?? { traceId: id, agent: "", outcome: "published", at: 0, outputs: [] },
  }),

  "a lineage kept for ever": (_sound, database) => new MemoryEventStore(database, { lineageRetentionMs: 1e12 }),

  "an append without memory": (sound) => {
    let count = 0;
    return { append: (append) => sound.append({ ...append, eventId: `${append.eventId} ${count++}` }) };
  },

  "an append that knows only its own process": (sound) => {
    const mine = Math.random();
    return { append: (append) => sound.append({ ...append, eventId: `${append.eventId} ${mine}` }) };
  },

  "an append that confuses streams": (sound, database) => ({
    append: async (append) => {
      const known = [...database.seen.values()].some((ids) => ids.has(append.eventId));
      return known ? { duplicate: true } : sound.append(append);
    },
  }),

  "an append that remembers everything": (_sound, database) => new MemoryEventStore(database, { seenLimit: 1e9 }),

  "an append that remembers one": (_sound, database) => new MemoryEventStore(database, { seenLimit: 1 }),

  "an append that records what it did not add": (sound, database) => ({
    append: async (append) => {
      const appended = await sound.append(append);
      if (append.hop !== undefined) database.lineage.record({ ...append.hop, outputs: [] }, 1_000);
      return appended;
    },
  }),

  "an append without an id": (sound) => ({
    append: async (append) => ({ ...(await sound.append(append)), entryId: "0" }),
  }),

  "an append that takes anything": (sound, database) => ({
    append: async (append) => {
      const size = Object.keys(append.fields).length;
      if (size > 0 && size <= 2_000) return sound.append(append);
      return { entryId: database.add(append.stream, append.fields), duplicate: false };
    },
  }),

  "ids that come again": (sound) => ({
    range: async (request) => (await sound.range(request)).map((entry) => ({ ...entry, id: "1-1" })),
  }),

  "fields that are kept by reference": (sound, database) => ({
    append: async (append) => {
      const appended = await sound.append(append);
      const entry = database.streams.get(append.stream)?.entries.at(-1);
      if (entry !== undefined) Object.assign(entry, { fields: append.fields });
      return appended;
    },
  }),

  "fields in a plain object": (sound) => ({
    read: async (request) =>
      (await sound.read(request)).map((entry) => {
        const fields: Record<string, string> = {};
        for (const [name, value] of Object.entries(entry.fields)) fields[name] = value;
        return { ...entry, fields };
      }),
  }),

  "a store that closes the door and lets nobody out": (sound) => ({
    close: async () => {
      await sound.hop("farewell");
    },
  }),

  "a store that is open at night": (sound, database) => {
    let door = sound;
    const calls = ["read", "append", "range"] as const;
    return {
      close: async () => {
        await door.close();
        door = new MemoryEventStore(database);
      },
      ...Object.fromEntries(calls.map((name) => [name, (request: never) => door[name](request)])),
    };
  },

  "a store that closes the whole house": (sound, database) => ({
    close: async () => {
      await sound.close();
      database.clear();
      database.add = () => "closed";
    },
  }),
};
