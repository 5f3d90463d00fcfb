import type { ResolveRequest } from "../../../../src/ports/dead-letter-store.js";
import type { Spoils } from "./spoil.js";

export const deadLetterSpoils: Spoils = {
  "a replay that leaves the dead letter where it is": (sound, database) => ({
    resolve: async (request) => {
      const letters = request.letters.map(({ id }) => database.entry(request.stream, id));
      const resolved = await sound.resolve(request);
      for (const letter of letters) {
        if (letter !== undefined) database.streams.get(request.stream)?.entries.unshift(letter);
      }
      return resolved;
    },
  }),

  "a replay that forgets what it did": (sound, database) => ({
    resolve: async (request) => {
      const resolved = await sound.resolve(request);
      database.resolutions.clear();
      return resolved;
    },
  }),

  "a replay that adds the event whether or not it is the first": (sound, database) => ({
    resolve: async (request) => {
      for (const { id, replay } of request.letters) {
        const again = database.entry(request.stream, id) === undefined;
        if (again && replay !== undefined) database.add(replay.stream, replay.fields);
      }
      return sound.resolve(request);
    },
  }),

  "a replay in two steps": (sound, database) => ({
    resolve: async (request) => {
      const there = request.letters.filter(({ id }) => database.entry(request.stream, id) !== undefined);
      await Promise.resolve();
      for (const { replay } of there) if (replay !== undefined) database.add(replay.stream, replay.fields);
      return sound.resolve({ ...request, letters: request.letters.map(({ id }) => ({ id })) });
    },
  }),

  "a replay that wakes nobody": (sound, database) => ({
    resolve: async (request) => {
      database.announce = () => undefined;
      return sound.resolve(request);
    },
  }),

  "a replay that never adds anything": (sound) => ({
    resolve: (request) => sound.resolve({ ...request, letters: request.letters.map(({ id }) => ({ id })) }),
  }),

  "a replay that knows no keys": (sound) => {
    let calls = 0;
    return {
      resolve: (request) => {
        const letters = request.letters.map(({ id, replay }) =>
          replay === undefined ? { id } : { id, replay: { ...replay, once: String(calls++) } },
        );
        return sound.resolve({ ...request, letters });
      },
    };
  },

  "a replay that makes its target": (sound, database) => ({
    resolve: (request) => {
      for (const { replay } of request.letters) {
        if (replay !== undefined) database.openGroup({ group: "any", ...replay }, "0-0");
      }
      return sound.resolve(request);
    },
  }),

  "a replay that asks for a group": (sound) => ({
    resolve: (request) => sound.resolve(withGroup(request, "none")),
  }),

  "a replay that fails where something is missing": (sound, database) => ({
    resolve: async (request) => {
      const missing = request.letters.some(({ id }) => database.entry(request.stream, id) === undefined);
      return missing ? request.letters.map(({ id }) => ({ id, kind: "missing" }) as const) : sound.resolve(request);
    },
  }),

  "resolutions, the first one first": (sound) => ({
    resolutions: async (request) => [...(await sound.resolutions(request))].reverse(),
  }),

  "resolutions on one page": (sound) => ({
    resolutions: (request) => sound.resolutions({ ...request, count: 1_000 }),
  }),

  "a purge of open dead letters only": (sound, database) => ({
    purge: async (stream, ids) => {
      const open = ids.filter((id) => database.entry(stream, id) !== undefined);
      for (const id of open) database.deleteEntry(stream, id);
      return open;
    },
  }),

  "a purge that says yes to everything": (sound) => ({
    purge: async (stream, ids) => {
      await sound.purge(stream, ids);
      return ids;
    },
  }),

  "resolved fields in JavaScript's own words": (sound) => ({
    resolution: async (stream, id) => {
      const resolution = await sound.resolution(stream, id);
      const text = JSON.stringify({ ...resolution?.fields }).replaceAll("\\u0000", "");
      return resolution && { ...resolution, fields: JSON.parse(text) as typeof resolution.fields };
    },
  }),

  "dead letters of any size and shape": (sound) => ({
    resolve: ({ letters, ...request }) => sound.resolve({ ...request, letters: letters.slice(0, 200) }),
    resolutions: ({ count, ...request }) => sound.resolutions({ ...request, count: Math.max(1, count) }),
  }),

  "one history for all dead letters": (sound, database) => ({
    resolution: async (stream, id) => {
      const found = await sound.resolution(stream, id);
      return found ?? [...database.resolutions.values()].flatMap(({ byId }) => byId.get(id) ?? [])[0];
    },
  }),
};

function withGroup(request: ResolveRequest, group: string): ResolveRequest {
  const letters = request.letters.map(({ id, replay }) =>
    replay === undefined ? { id } : { id, replay: { group, ...replay } },
  );
  return { ...request, letters };
}
