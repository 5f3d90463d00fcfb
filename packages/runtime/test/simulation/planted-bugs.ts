import type { MemoryDatabase } from "../../src/adapters/memory/memory-database.js";
import type { Plant } from "./simulated-process.js";

/** Bugs that real systems have, each in a store that is sound otherwise: what the seeds must find. */
export const plantedBugs: Readonly<Record<string, Plant>> = {
  "acknowledging first, adding the outputs second": (sound, database, gate) => ({
    handOff: async (handOff) => {
      const settled: { entryId: string; settled: boolean; outputIds: string[] }[] = [];
      for (const { entryId, outputs } of handOff.settlements) {
        const pending = database.findGroup(handOff)?.pending;
        const isHeld = pending?.get(entryId)?.consumer === handOff.consumer;
        if (isHeld) pending?.delete(entryId);
        await gate("between XACK and XADD");
        const outputIds = isHeld ? outputs.map(({ stream, fields }) => database.add(stream, fields)) : [];
        settled.push({ entryId, settled: isHeld, outputIds });
      }
      database.announce(handOff.settlements.flatMap(({ outputs }) => outputs.map(({ stream }) => stream)));
      return settled;
    },
  }),

  "handing off without a fence": (sound, database) => ({
    handOff: async (handOff) => {
      const pending = database.findGroup(handOff)?.pending;
      for (const { entryId } of handOff.settlements) {
        const deliveries = pending?.get(entryId)?.deliveries ?? 1;
        pending?.set(entryId, { consumer: handOff.consumer, deliveries, deliveredAt: database.clock.now() });
      }
      return sound.handOff(handOff);
    },
  }),

  "creating a vanished group again at `$`": (sound, database) => ({
    read: async (request) => {
      if (database.findGroup(request) === undefined) database.openGroup(request, "$");
      return sound.read(request);
    },
  }),

  "going on with a lost group after what was delivered": (sound, database) => ({
    read: async (request) => {
      const delivered = deliveredOf(database);
      const group = JSON.stringify([request.stream, request.group]);
      const last = delivered.get(group);
      if (last !== undefined && database.findGroup(request) === undefined) database.openGroup(request, last);
      const entries = await sound.read(request);
      const newest = entries.at(-1)?.id;
      if (newest !== undefined) delivered.set(group, newest);
      return entries;
    },
  }),
};

const lastDelivered = new WeakMap<MemoryDatabase, Map<string, string>>();

/** The id that was delivered last to each group, by the group. */
function deliveredOf(database: MemoryDatabase): Map<string, string> {
  const known = lastDelivered.get(database) ?? new Map<string, string>();
  lastDelivered.set(database, known);
  return known;
}
