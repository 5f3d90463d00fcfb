import { setTimeout } from "node:timers/promises";
import { openRedisStore, type PartitionedRedisStore, type StreamEntry } from "@handoff/runtime";
import { Cluster } from "ioredis";
import { RedisCluster } from "../setup/redis-cluster.js";
import { entriesOf, groupEnds, produceAll, type Task } from "./arena.js";
import * as ChainField from "./chain-field.js";
import { chain } from "./chain.js";
import type { Accepted, GroupEnd, History, Route } from "./history.js";

/** What a group and an entry are found by in a partition. */
const tagged = (partition: number, stream: string): string => `{${partition}}:${stream}`;

/** A cluster of one's own, with partitions by the key of the tasks, and a producer. */
export class ClusterArena {
  readonly partitions: number;
  readonly cluster: RedisCluster;
  readonly #producer: PartitionedRedisStore;
  /** For what only a foreign hand does; it follows slots that have moved. */
  readonly #redis: Cluster;

  static async open(partitions: number): Promise<ClusterArena> {
    // What a server answers is on its disk: it is killed.
    const cluster = await RedisCluster.start({ args: ["--appendonly", "yes", "--appendfsync", "always"] });
    const producer = await openRedisStore({ ...storeOptions(cluster, partitions) });
    const redis = new Cluster([cluster.url], { redisOptions: { replyMapping: "legacy" } });
    redis.on("error", () => undefined);
    return new ClusterArena({ partitions, cluster, producer, redis });
  }

  private constructor(parts: {
    readonly partitions: number;
    readonly cluster: RedisCluster;
    readonly producer: PartitionedRedisStore;
    readonly redis: Cluster;
  }) {
    this.partitions = parts.partitions;
    this.cluster = parts.cluster;
    this.#producer = parts.producer;
    this.#redis = parts.redis;
  }

  /** How workers open their store. */
  get redis(): ReturnType<typeof storeOptions> {
    return storeOptions(this.cluster, this.partitions);
  }

  /** Gives tasks to the chain, and to `accepted` what the producer was told is there, at that moment. */
  produce(tasks: readonly Task[], accepted: Accepted[]): Promise<void> {
    return produceAll(this.#producer.store, tasks, { accepted, producers: 32 });
  }

  /** Whether the groups have read and settled everything; false once `patienceMs` is over. */
  async settled(routes: readonly Route[], patienceMs = 60_000): Promise<boolean> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const ends = await this.#groups(routes);
      if (ends.length === routes.length && ends.every(({ pending, lag }) => pending === 0 && lag === 0)) return true;
      await setTimeout(25);
    }
    return false;
  }

  /** Entries as the servers have them, told with their partition, those of a partition in their order. */
  async history(routes: readonly Route[], accepted: readonly Accepted[]): Promise<History> {
    const streams: Record<string, readonly StreamEntry[]> = {};
    for (const stream of [...Object.keys(chain.streams), chain.deadLetterStream]) {
      const found: StreamEntry[] = [];
      for (let partition = 0; partition < this.partitions; partition++) {
        const entries = await entriesOf(this.#redis, tagged(partition, stream));
        found.push(...entries.map(({ id, fields }) => ({ id: `${id}@${partition}`, fields })));
      }
      streams[stream] = found;
    }
    const groups = await this.#groups(routes);
    return { routes, deadLetterStream: chain.deadLetterStream, accepted, streams, groups };
  }

  async close(): Promise<void> {
    await this.#producer.close();
    this.#redis.disconnect();
    await this.cluster.stop();
  }

  /** The groups of all partitions, added up; one that is missing in any of them is missing. */
  async #groups(routes: readonly Route[]): Promise<readonly GroupEnd[]> {
    const sums = new Map<string, GroupEnd & { readonly found: number }>();
    for (let partition = 0; partition < this.partitions; partition++) {
      const keyOf = (stream: string): string => tagged(partition, stream);
      for (const { stream, group, pending, lag } of await groupEnds(this.#redis, routes, keyOf)) {
        const known = sums.get(stream + group) ?? { stream, group, pending: 0, lag: 0, found: 0 };
        sums.set(stream + group, {
          ...known,
          pending: known.pending + pending,
          lag: known.lag + lag,
          found: known.found + 1,
        });
      }
    }
    return [...sums.values()].filter(({ found }) => found === this.partitions);
  }
}

function storeOptions(
  { nodes }: RedisCluster,
  partitions: number,
): {
  readonly url: string;
  readonly seeds: readonly string[];
  readonly partitions: number;
  readonly partitionBy: string;
} {
  const [first, ...others] = nodes.map(({ server }) => server.url);
  return { url: first ?? "", seeds: others, partitions, partitionBy: ChainField.KEY };
}
