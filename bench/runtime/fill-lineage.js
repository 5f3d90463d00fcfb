import { randomUUID } from "node:crypto";
import * as FieldName from "@handoff/contracts/field-name";
import { MAX_BATCH, openRedisStore } from "@handoff/runtime";
import { Redis } from "ioredis";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Over how long the chains are spread: most of the seven days for which hops are kept. */
const DAYS = 6;
/** Hops of an ordinary chain: the reference chain's. */
const SHORT = 5;
const LONG = 100;
const WIDE = 100;

const GROUP = { stream: "work", group: "workers", consumer: "filler" };

/**
 * Has a store keep as many hops, of chains that were worked off one after the other in the last days, and yields some of
 * them, each with its trace ids from first to last.
 *
 * @param {string} url
 * @param {number} hops
 * @returns {Promise<{ kept: number, chains: readonly { name: string, traceIds: readonly string[] }[] }>}
 */
export async function fillLineage(url, hops) {
  const filler = await Filler.open(url);
  const now = Date.now;
  try {
    // The store files a hop under the time it has; these were worked off in the days before.
    let age = DAYS * DAY_MS;
    Date.now = () => now() - age;
    const [oldest] = await filler.chains(1, SHORT);
    const batches = Math.max(1, Math.ceil((hops - 3 * SHORT - LONG - WIDE - 1) / (MAX_BATCH * SHORT)));
    for (let batch = 0; batch < batches; batch += 1) {
      age = Math.round(DAYS * DAY_MS * (1 - batch / batches));
      await filler.chains(MAX_BATCH, SHORT);
    }
    age = 0;
    const [long] = await filler.chains(1, LONG);
    const wide = await filler.fan(WIDE);
    const [newest] = await filler.chains(1, SHORT);
    return {
      kept: await filler.kept(),
      chains: [
        { name: `${SHORT} hops, of today`, traceIds: newest },
        { name: `${SHORT} hops, of six days ago`, traceIds: oldest },
        { name: `${LONG} hops in a row`, traceIds: long },
        { name: `one hop that caused ${WIDE}`, traceIds: wide },
      ],
    };
  } finally {
    Date.now = now;
    await filler.close();
  }
}

/** Works events off as a consumer does, without agents: what the store keeps of a hop is the same. */
class Filler {
  #store;
  #redis;

  static async open(url) {
    const filler = new Filler();
    const { store } = await openRedisStore({ url });
    filler.#store = store;
    filler.#redis = new Redis(url);
    await store.ensureGroups([{ ...GROUP, startFrom: "0" }]);
    return filler;
  }

  /** Chains side by side; yields the trace ids of each, from first to last. */
  async chains(count, length) {
    const chains = [];
    await Promise.all(Array.from({ length: count }, async () => chains.push([await this.#begin()])));
    const byLast = new Map(chains.map((chain) => [chain[0], chain]));
    for (let step = 1; step < length; step += 1) {
      await this.#settle(count, (traceId) => {
        const next = randomUUID();
        const chain = byLast.get(traceId);
        chain.push(next);
        byLast.set(next, chain);
        return { traceId: next, outputs: step + 1 < length ? [next] : [] };
      });
    }
    await this.#redis.xtrim(GROUP.stream, "MAXLEN", 0);
    return chains;
  }

  /** A hop that publishes many events, each of which is worked off; yields the first trace id and the others. */
  async fan(width) {
    const origin = await this.#begin();
    const root = randomUUID();
    await this.#settle(1, () => ({ traceId: root, outputs: Array.from({ length: width }, () => root) }));
    const leaves = [];
    await this.#settle(width, () => ({ traceId: leaves[leaves.push(randomUUID()) - 1], outputs: [] }));
    return [origin, root, ...leaves];
  }

  async kept() {
    const keys = await this.#redis.keys("handoff:hops:*");
    const sizes = await Promise.all(keys.map((key) => this.#redis.hlen(key)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async close() {
    this.#redis.disconnect();
    await this.#store.close();
  }

  async #begin() {
    const traceId = randomUUID();
    const hop = { traceId, agent: "Source", outcome: "published", at: Date.now() };
    await this.#store.append({ stream: GROUP.stream, fields: fieldsOf(traceId), eventId: randomUUID(), hop });
    return traceId;
  }

  async #settle(count, work) {
    const deliveries = await this.#store.read({ ...GROUP, count, blockMs: 0 });
    const settlements = deliveries.map(({ id, fields }) => {
      const parentTraceId = fields[FieldName.TRACE_ID];
      const { traceId, outputs } = work(parentTraceId);
      return {
        entryId: id,
        outputs: outputs.map((output) => ({ stream: GROUP.stream, fields: fieldsOf(output) })),
        hop: {
          traceId,
          parentTraceId,
          agent: "Worker",
          outcome: "handed_off",
          at: Date.now(),
          latencyMs: 1,
          input: { stream: GROUP.stream, entryId: id },
        },
      };
    });
    await this.#store.handOff({ ...GROUP, settlements });
  }
}

function fieldsOf(traceId) {
  return { [FieldName.TYPE]: "work", [FieldName.TRACE_ID]: traceId };
}
