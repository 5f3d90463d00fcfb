import { FieldName } from "@handoff/contracts";
import { openMemoryStore } from "../adapters/memory/open-memory-store.js";
import type { PartitionedRedisStore } from "../adapters/redis/open-partitions.js";
import type { RedisStore } from "../adapters/redis/open-redis-store.js";
import type { RedisStoreOptions } from "../adapters/redis/redis-store-options.js";
import type { AgentStateStore } from "../ports/agent-state-store.js";
import type { EventStore } from "../ports/event-store.js";
import type { PartitionedStore } from "../ports/partitioned-store.js";
import { MemoryOutcomeLedger } from "../trading/memory-outcome-ledger.js";
import type { Log } from "../observability/log.js";
import type { OutcomeLedger } from "../trading/outcome-ledger.js";
import { accessOptions, type RedisAccess } from "./redis-access.js";

/** Everything that a command keeps something in, and how to let go of it. */
export interface OpenStore {
  readonly store: EventStore | PartitionedStore;
  readonly states: AgentStateStore;
  readonly ledger: OutcomeLedger;
  readonly close: () => Promise<void>;
}

/** What the reference agents' events are spread over partitions by: those of an instrument stay together. */
const PARTITION_BY = FieldName.SYMBOL;

/**
 * A store that lives as long as the process.
 *
 * @throws {HandoffError} `OPTION_INVALID` for partitions out of range.
 */
export function openMemory(partitions?: number): OpenStore {
  const ledger = new MemoryOutcomeLedger();
  if (partitions === undefined) return { ...openMemoryStore(), ledger };
  return { ...openMemoryStore({ partitions, partitionBy: PARTITION_BY }), ledger };
}

/**
 * The store that is there, in however many partitions: for commands that look.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a bad URL or certificate; `STORE_UNAVAILABLE` where Redis does not let us in.
 */
export async function openRedis(access: RedisAccess): Promise<RedisStore | PartitionedRedisStore> {
  const { openKeptRedisStore } = await import("../adapters/redis/open-redis-store.js");
  return openKeptRedisStore(await accessOptions(access));
}

/** How long replicas may take where nothing is said; in milliseconds. */
const REPLICAS_WITHIN_MS = 500;

/** What a run keeps in Redis, and how. */
export interface RunPlace {
  /** Whose outcomes are learnt from. */
  readonly runId: string;
  readonly partitions: number | undefined;
  /** Which replicas are waited for, if any. */
  readonly replication: { readonly atLeast: number; readonly withinMs: number | undefined } | undefined;
  readonly log: Log;
}

/** The store that agents run on; throws as {@link openRedis} does, and `PARTITIONS_DIFFER`. */
export async function openRedisToRun(
  access: RedisAccess,
  { runId, partitions, replication, log }: RunPlace,
): Promise<OpenStore> {
  const { keyPrefix } = access;
  const { openRedisStore } = await import("../adapters/redis/open-redis-store.js");
  const { RedisOutcomeLedger } = await import("../trading/redis-outcome-ledger.js");
  const there = { ...(await accessOptions(access)), ...replicationOptions(replication, log) };
  if (partitions === undefined) {
    const opened = await openRedisStore(there);
    return { ...opened, ledger: new RedisOutcomeLedger(opened.run, { runId, keyPrefix }) };
  }
  const opened = await openRedisStore({ ...there, partitions, partitionBy: PARTITION_BY });
  // The connection is that of the first partition, whose keys begin so.
  return { ...opened, ledger: new RedisOutcomeLedger(opened.run, { runId, keyPrefix: `${keyPrefix}{0}:` }) };
}

function replicationOptions(
  replication: RunPlace["replication"],
  log: Log,
): Pick<RedisStoreOptions, "onReplicationShort" | "replicas"> {
  if (replication === undefined) return {};
  const { atLeast, withinMs = REPLICAS_WITHIN_MS } = replication;
  return {
    replicas: { atLeast, withinMs },
    onReplicationShort: ({ wanted, confirmed }) => {
      log("warning", "too few replicas confirm hand-offs", { wanted, confirmed });
    },
  };
}
