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
};
