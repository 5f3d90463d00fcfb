import { HandoffError } from "../../../../src/errors.js";
import type { HandOff } from "../../../../src/ports/event-store.js";
import { seize, type Spoils } from "./spoil.js";

export const handOffSpoils: Spoils = {
  "a hand-off without a fence": (sound, database) => ({
    handOff: (handOff) => {
      for (const { entryId } of handOff.settlements) seize(database, handOff, entryId);
      return sound.handOff(handOff);
    },
  }),

  "a fence that asks whether the entry is pending, not whose it is": (sound, database) => ({
    handOff: (handOff) => {
      const pending = database.findGroup(handOff)?.pending;
      for (const { entryId } of handOff.settlements) {
        if (pending?.has(entryId) === true) seize(database, handOff, entryId);
      }
      return sound.handOff(handOff);
    },
  }),

  "a hand-off that adds the outputs before it asks": (sound, database) => ({
    handOff: async (handOff) => {
      const settled = await sound.handOff(handOff);
      for (const [index, { outputs, hop }] of handOff.settlements.entries()) {
        if (settled[index]?.settled === true) continue;
        for (const { stream, fields } of outputs) database.add(stream, fields);
        database.lineage.record({ ...hop, outputs: [] }, 1_000);
      }
      return settled;
    },
  }),

  "a hand-off that refuses a batch for one fenced entry": (sound, database) => ({
    handOff: async (handOff) => {
      const { stream, group, consumer, settlements } = handOff;
      const pending = database.findGroup({ stream, group })?.pending;
      const fenced = settlements.some(({ entryId }) => pending?.get(entryId)?.consumer !== consumer);
      const refused = settlements.map(({ entryId }) => ({ entryId, settled: false, outputIds: [] }));
      return fenced ? refused : sound.handOff(handOff);
    },
  }),

  "a hand-off that does not acknowledge": (sound, database) => ({
    handOff: async (handOff) => {
      const pending = database.findGroup(handOff)?.pending;
      const held = new Map(pending);
      const settled = await sound.handOff(handOff);
      for (const [id, entry] of held) pending?.set(id, entry);
      return settled;
    },
  }),

  "a hand-off that acknowledges everything the consumer has": (sound, database) => ({
    handOff: async (handOff) => {
      const settled = await sound.handOff(handOff);
      database.findGroup(handOff)?.pending.clear();
      return settled;
    },
  }),

  "a hand-off that takes any batch": (sound) => ({
    handOff: async (handOff) => {
      const first = await sound.handOff({ ...handOff, settlements: handOff.settlements.slice(0, 200) });
      if (handOff.settlements.length <= 200) return first;
      return [...first, ...(await sound.handOff({ ...handOff, settlements: handOff.settlements.slice(200) }))];
    },
  }),

  "a hand-off that takes only small batches": (sound) => ({
    handOff: (handOff) => sound.handOff({ ...handOff, settlements: handOff.settlements.slice(0, 100) }),
  }),

  "a hand-off that settles one by one, and stops where something is wrong": (sound) => ({
    handOff: async (handOff) => {
      const settled = [];
      for (const each of handOff.settlements)
        settled.push(...(await sound.handOff({ ...handOff, settlements: [each] })));
      return settled;
    },
  }),

  "a hand-off that mixes up the order of its outputs": (sound) => ({
    handOff: (handOff) => sound.handOff(withOutputs(handOff, (outputs) => [...outputs].reverse())),
  }),

  "a hand-off without activity": (sound) => ({
    handOff: ({ activity: _dropped, ...handOff }) => sound.handOff(handOff),
  }),

  "a hand-off that fails where the entry is gone": (sound, database) => ({
    handOff: (handOff) => {
      const there = handOff.settlements.filter(({ entryId }) => database.entry(handOff.stream, entryId) !== undefined);
      return sound.handOff({ ...handOff, settlements: there });
    },
  }),

  "a hand-off that always has something to do": (sound) => ({
    handOff: async (handOff) => {
      if (handOff.settlements.length === 0) throw new HandoffError("OPTION_INVALID", "nothing to hand off.");
      return sound.handOff(handOff);
    },
  }),

  "a hand-off that cannot end a chain": (sound) => ({
    handOff: (handOff) =>
      sound.handOff({ ...handOff, settlements: handOff.settlements.filter(({ outputs }) => outputs.length > 0) }),
  }),

  "a hand-off that never feeds the stream it reads": (sound) => ({
    handOff: (handOff) =>
      sound.handOff(withOutputs(handOff, (outputs) => outputs.filter(({ stream }) => stream !== handOff.stream))),
  }),

  "a hand-off without lineage": (sound) => ({
    handOff: (handOff) => {
      const settlements = handOff.settlements.map(({ hop, ...rest }, index) => ({
        ...rest,
        hop: { ...hop, traceId: `lost ${index}` },
      }));
      return sound.handOff({ ...handOff, settlements });
    },
  }),
};

function withOutputs(
  handOff: HandOff,
  change: (outputs: HandOff["settlements"][number]["outputs"]) => typeof outputs,
): HandOff {
  const settlements = handOff.settlements.map((each) => ({ ...each, outputs: change(each.outputs) }));
  return { ...handOff, settlements };
}
