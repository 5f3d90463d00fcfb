import type { MemoryDatabase } from "../../../../src/adapters/memory/memory-database.js";
import { HandoffError } from "../../../../src/errors.js";
import type { GroupRef } from "../../../../src/ports/event-store.js";
import type { Spoils } from "./spoil.js";

export const readingSpoils: Spoils = {
  "a group that always starts at the end": (sound) => ({
    ensureGroups: (groups) => sound.ensureGroups(groups.map((group) => ({ ...group, startFrom: "$" }))),
  }),

  "a group that always starts at the beginning": (sound) => ({
    ensureGroups: (groups) => sound.ensureGroups(groups.map((group) => ({ ...group, startFrom: "0" }))),
  }),

  "a group that is created anew each time": (sound, database) => ({
    ensureGroups: (groups) => {
      for (const group of groups) database.destroyGroup(group);
      return sound.ensureGroups(groups);
    },
  }),

  "groups that are created lazily": (sound) => ({
    ensureGroups: async (groups) => {
      for (const group of groups) if (group.startFrom !== "$") await sound.ensureGroups([group]);
    },
  }),

  "one group for all": (sound) => ({
    read: (request) => sound.read({ ...request, group: "workers" }),
    ensureGroups: (groups) => sound.ensureGroups(groups.map((group) => ({ ...group, group: "workers" }))),
  }),

  "a read that gives everything to everybody": (sound, database) => ({
    read: async (request) => {
      const entries = await sound.read(request);
      const group = database.findGroup(request);
      if (group !== undefined) group.lastDeliveredId = "0-0";
      return entries;
    },
  }),

  "a read without a count": (sound) => ({ read: (request) => sound.read({ ...request, count: 1_000 }) }),

  "a read, newest first": (sound) => ({ read: async (request) => [...(await sound.read(request))].reverse() }),

  "a read that does not wait": (sound) => ({ read: (request) => sound.read({ ...request, blockMs: 0 }) }),

  "a read that waits for ever": (sound) => ({
    read: ({ blockMs, ...request }) => sound.read({ ...request, blockMs: blockMs > 0 ? 1e12 : blockMs }),
  }),

  "a read that looks again now and then": (sound) => ({
    read: async (request) => {
      const entries = await sound.read({ ...request, blockMs: 0 });
      if (entries.length > 0 || request.blockMs === 0) return entries;
      return new Promise(() => undefined);
    },
  }),

  "a read that does not hear": (sound) => ({ read: ({ signal: _unheard, ...request }) => sound.read(request) }),

  "a read that takes anything": (sound) => ({
    read: ({ count, blockMs, ...request }) =>
      sound.read({ ...request, count: Math.max(1, Math.ceil(count)), blockMs: blockMs > 0 ? blockMs : 0 }),
  }),

  "a vanished group that starts over": (sound, database) => ({
    read: (request) => {
      if (database.findGroup(request) === undefined) database.openGroup(request, "0-0");
      return sound.read(request);
    },
  }),

  "a vanished group that starts where it is told": (sound, database) => ({
    ensureGroups: (groups) => {
      for (const { startFrom, ...group } of groups) database.openGroup(group, startFrom === "0" ? "0-0" : startFrom);
      return sound.ensureGroups(groups);
    },
  }),

  "a vanished group that starts after what was delivered": (sound, database) => {
    const last = new Map<string, string>();
    return {
      read: async (request) => {
        const key = request.stream + request.group;
        if (database.findGroup(request) === undefined) database.openGroup(request, last.get(key) ?? "0-0");
        const entries = await sound.read(request);
        last.set(key, entries.at(-1)?.id ?? last.get(key) ?? "0-0");
        return entries;
      },
    };
  },

  "a vanished group that starts at the end": (sound, database) => ({
    read: (request) => {
      if (database.findGroup(request) === undefined) database.openGroup(request, "$");
      return sound.read(request);
    },
  }),

  "a range without ends": (sound) => ({ range: (request) => sound.range({ ...request, from: "-", to: "+" }) }),

  "a range without a count, one way": (sound) => ({
    range: ({ reverse: _ignored, ...request }) => sound.range({ ...request, count: 1_000 }),
  }),

  "a range that is always newest first": (sound) => ({
    range: (request) => sound.range({ ...request, reverse: true }),
  }),

  "a range that needs a stream": (sound, database) => ({
    range: (request) => {
      if (!database.streams.has(request.stream)) throw new HandoffError("STORE_UNAVAILABLE", "no such stream.");
      return sound.range(request);
    },
  }),

  "a range that shows bodies inside out": (sound) => ({
    range: async (request) =>
      (await sound.range(request)).map(({ id, fields }) => ({
        id,
        fields: JSON.parse(JSON.stringify({ ...fields }).replaceAll("last", "first")) as typeof fields,
      })),
  }),

  "an inspection that guesses": (sound, database) => ({
    inspect: async (streams) =>
      (await sound.inspect([...streams].sort())).map(({ groups, ...state }) => ({
        ...state,
        groups: groups.map((group) => ({ ...group, lag: database.streams.get(state.stream)?.entries.length ?? 0 })),
      })),
  }),

  "an inspection that takes the newest pending entry for the oldest": (sound) => ({
    inspect: async (streams) =>
      (await sound.inspect(streams)).map(({ groups, ...state }) => ({
        ...state,
        groups: groups.map((group) =>
          group.pending > 0 ? { ...group, oldestPendingId: group.lastDeliveredId } : group,
        ),
      })),
  }),

  "an inspection that counts consumers with entries": (sound, database) => ({
    inspect: async (streams) =>
      (await sound.inspect(streams)).map(({ groups, ...state }) => ({
        ...state,
        groups: groups.map((group) => ({ ...group, consumers: holders(database, group).size })),
      })),
  }),
};

function holders(database: MemoryDatabase, ref: GroupRef): Set<string> {
  return new Set([...(database.findGroup(ref)?.pending.values() ?? [])].map(({ consumer }) => consumer));
}
