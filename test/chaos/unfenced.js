/**
 * The control arm: the same store, but a hand-off adds the outputs and acknowledges without asking whose the entry is,
 * as everybody does. It is sent again when its reply is lost, as clients do.
 *
 * @param {import("@handoff/runtime").RedisStore} opened
 * @param {string} keyPrefix
 * @returns {import("@handoff/runtime").EventStore}
 */
export function unfenced({ store, run }, keyPrefix) {
  const handOff = ({ stream, group, settlements }) =>
    run(async (client) => {
      const commands = settlements.flatMap(({ entryId, outputs }) => [
        ...outputs.map((output) => ["xadd", keyPrefix + output.stream, "*", ...Object.entries(output.fields).flat()]),
        ["xack", keyPrefix + stream, group, entryId],
      ]);
      const replies = await client.pipeline(commands).exec();
      const failed = replies.find(([error]) => error !== null);
      if (failed !== undefined) throw failed[0];
      return settlements.map(({ entryId }) => ({ entryId, settled: true, outputIds: [] }));
    });
  return new Proxy(store, {
    get(target, name) {
      if (name === "handOff") return handOff;
      const member = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
