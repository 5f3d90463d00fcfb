import { Redis } from "ioredis";
import { GROUP, OUTGOING, passedOn } from "../order.js";

const ARGS = { incoming: GROUP.stream, outgoing: OUTGOING, group: GROUP.group, consumer: "bench" };

/** Reads a batch of entries that nobody has had. */
async function read(redis, count) {
  const reply = await redis.xreadgroup(
    ...["GROUP", ARGS.group, ARGS.consumer, "COUNT", count, "STREAMS", ARGS.incoming, ">"],
  );
  return reply?.[0]?.[1] ?? [];
}

/** A loop over `batch` entries at a time, until none is left, that settles each batch in one way. */
function loop(settle) {
  return async ({ url, batch }) => {
    const redis = new Redis(url, { replyMapping: "legacy" });
    await redis.ping();
    return {
      run: async () => {
        let hops = 0;
        for (let entries = await read(redis, batch); entries.length > 0; entries = await read(redis, batch)) {
          await settle(redis, entries);
          hops += entries.length;
        }
        return hops;
      },
      close: async () => redis.disconnect(),
    };
  };
}

/** What a first version does: publish, wait, acknowledge, wait. */
export const naive = loop(async (redis, entries) => {
  for (const [id, pairs] of entries) {
    await redis.xadd(ARGS.outgoing, "*", ...passedOn(pairs));
    await redis.xack(ARGS.incoming, ARGS.group, id);
  }
});

/** One transaction an event. */
export const multi = loop(async (redis, entries) => {
  for (const [id, pairs] of entries) {
    await redis
      .multi()
      .xadd(ARGS.outgoing, "*", ...passedOn(pairs))
      .xack(ARGS.incoming, ARGS.group, id)
      .exec();
  }
});

/** As fast as it gets without a guarantee: a pipeline a batch, nothing parsed, checked, logged or recorded. */
export const pipeline = loop(async (redis, entries) => {
  const commands = redis.pipeline();
  for (const [id, pairs] of entries) {
    commands.xadd(ARGS.outgoing, "*", ...passedOn(pairs)).xack(ARGS.incoming, ARGS.group, id);
  }
  await commands.exec();
});
