import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort, type RedisServer, startRedisServer } from "./redis-server.js";

const SLOTS = 16_384;
/** How long the servers may take to agree, in milliseconds. */
const AGREEMENT_MS = 15_000;

export interface RedisClusterOptions {
  /** How many servers (default 3), all of them primaries. */
  readonly size?: number;
  /** Further arguments of each server. */
  readonly args?: readonly string[];
  /** Slots that are given to nobody. */
  readonly uncovered?: readonly number[];
}

/** One server of the cluster. */
export interface ClusterNode {
  server: RedisServer;
  /** For what only an operator does; it waits for its server. */
  readonly redis: Redis;
  readonly id: string;
}

/** A Redis Cluster of a test's own. */
export class RedisCluster {
  readonly nodes: readonly ClusterNode[];
  readonly #folders: readonly string[];
  readonly #args: readonly (readonly string[])[];

  /** Servers with slots shared evenly among them, in ranges, that agree on who has which. */
  static async start({ size = 3, args = [], uncovered = [] }: RedisClusterOptions = {}): Promise<RedisCluster> {
    const places = await Promise.all(
      Array.from({ length: size }, async () => {
        const folder = await mkdtemp(join(tmpdir(), "handoff-cluster-"));
        const cluster = ["--cluster-enabled", "yes", "--cluster-port", String(await freePort())];
        // A server that is away for so long is taken for dead: keys are then refused, until it is back.
        return { folder, args: [...cluster, "--cluster-node-timeout", "2000", ...args] };
      }),
    );
    const nodes = await Promise.all(
      places.map(async (place, index): Promise<ClusterNode> => {
        const server = await startRedisServer(place);
        const redis = new Redis(server.url, {
          maxRetriesPerRequest: null,
          retryStrategy: () => 20,
          replyMapping: "legacy",
          enableReadyCheck: false,
        });
        redis.on("error", () => undefined);
        const [first, last] = [index, index + 1].map((at) => Math.round((at * SLOTS) / size)) as [number, number];
        const own = Array.from({ length: last - first }, (_, slot) => first + slot);
        await redis.cluster("ADDSLOTS", ...own.filter((slot) => !uncovered.includes(slot)));
        return { server, redis, id: await redis.cluster("MYID") };
      }),
    );
    const cluster = new RedisCluster(nodes, places);
    for (const [index, { redis }] of nodes.entries()) {
      for (const [other, { server }] of nodes.entries()) {
        const bus = Number(places[other]?.args[3]);
        if (other !== index) await redis.call("CLUSTER", "MEET", "127.0.0.1", server.port, bus);
      }
    }
    await cluster.agreed(SLOTS - uncovered.length);
    return cluster;
  }

  private constructor(
    nodes: readonly ClusterNode[],
    places: readonly { readonly folder: string; readonly args: readonly string[] }[],
  ) {
    this.nodes = nodes;
    this.#folders = places.map(({ folder }) => folder);
    this.#args = places.map(({ args }) => args);
  }

  /** Of the first server: any of them tells of the others. */
  get url(): string {
    return this.node(0).server.url;
  }

  node(index: number): ClusterNode {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`There is no server ${index}.`);
    return node;
  }

  /** Resolves when every server knows so many slots to be served. */
  async agreed(slots: number = SLOTS): Promise<void> {
    const deadline = performance.now() + AGREEMENT_MS;
    for (;;) {
      const infos = await Promise.all(this.nodes.map(({ redis }) => redis.cluster("INFO")));
      const isAgreed = infos.every(
        (info) =>
          info.includes(`cluster_slots_ok:${slots}\r\n`) &&
          info.includes(`cluster_known_nodes:${this.nodes.length}\r\n`) &&
          (slots < SLOTS || info.includes("cluster_state:ok")),
      );
      if (isAgreed) return;
      if (performance.now() > deadline) throw new Error(`The servers do not agree:\n${infos.join("\n")}`);
      await setTimeout(20);
    }
  }

  /** The index of the server that has a slot, as the first one says. */
  async ownerOf(slot: number): Promise<number> {
    const ranges = await this.node(0).redis.cluster("SLOTS");
    const range = ranges.find(([first, last]) => first <= slot && slot <= last);
    return this.nodes.findIndex(({ server }) => server.port === range?.[2]?.[1]);
  }

  /** Moves a slot with everything in it to another server, as `redis-cli --cluster reshard` does. */
  async migrate(slot: number, to: number): Promise<void> {
    const source = this.node(await this.ownerOf(slot));
    const target = this.node(to);
    await target.redis.cluster("SETSLOT", slot, "IMPORTING", source.id);
    await source.redis.cluster("SETSLOT", slot, "MIGRATING", target.id);
    for (;;) {
      const keys = await source.redis.cluster("GETKEYSINSLOT", slot, 1);
      if (keys.length === 0) break;
      await source.redis.call("MIGRATE", "127.0.0.1", target.server.port, "", 0, 5_000, "KEYS", ...keys);
    }
    for (const { redis } of [target, source, ...this.nodes]) await redis.cluster("SETSLOT", slot, "NODE", target.id);
  }

  /** Ends a server as a crash does, and starts it again with what is on its disk. */
  async restart(index: number, pauseMs = 0): Promise<void> {
    const node = this.node(index);
    await node.server.stop();
    await setTimeout(pauseMs);
    node.server = await startRedisServer({
      port: node.server.port,
      args: this.#args[index] ?? [],
      folder: this.#folders[index] ?? "",
    });
  }

  async stop(): Promise<void> {
    for (const { redis } of this.nodes) redis.disconnect();
    await Promise.all(this.nodes.map(({ server }) => server.stop()));
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
