import { FieldName } from "@handoff/contracts";
import { openMemoryStore } from "../adapters/memory/open-memory-store.js";
import type { AgentStateStore } from "../ports/agent-state-store.js";
import type { EventStore } from "../ports/event-store.js";
import type { PartitionedStore } from "../ports/partitioned-store.js";
import { MemoryOutcomeLedger } from "../trading/memory-outcome-ledger.js";
import type { OutcomeLedger } from "../trading/outcome-ledger.js";

/** Everything that a command keeps something in, and how to let go of it. */
export interface OpenStore {
  readonly store: EventStore | PartitionedStore;
  readonly states: AgentStateStore;
  readonly ledger: OutcomeLedger;
  readonly close: () => Promise<void>;
}

/** What the reference agents' events are spread over partitions by: those of an instrument stay together. */
const PARTITION_BY = FieldName.SYMBOL;

/** A command that cannot work says so within five seconds, its own start included; in milliseconds. */
const CONNECT_TIMEOUT_MS = 3_000;

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
 * @throws {HandoffError} `OPTION_INVALID` for a bad URL; `STORE_UNAVAILABLE` where Redis does not let us in.
 */
export async function openRedis(options: {
  readonly redis: string;
  readonly keyPrefix: string;
}): Promise<Omit<OpenStore, "ledger">> {
  const { openKeptRedisStore } = await import("../adapters/redis/open-redis-store.js");
  return openKeptRedisStore({ url: options.redis, keyPrefix: options.keyPrefix, connectTimeoutMs: CONNECT_TIMEOUT_MS });
}

/** The store that agents run on; throws as {@link openRedis} does, and `PARTITIONS_DIFFER`. */
export async function openRedisToRun(options: {
  readonly redis: string;
  readonly keyPrefix: string;
  /** Whose outcomes are learnt from. */
  readonly runId: string;
  readonly partitions: number | undefined;
}): Promise<OpenStore> {
  const { redis: url, keyPrefix, runId, partitions } = options;
  const { openRedisStore } = await import("../adapters/redis/open-redis-store.js");
  const { RedisOutcomeLedger } = await import("../trading/redis-outcome-ledger.js");
  const there = { url, keyPrefix, connectTimeoutMs: CONNECT_TIMEOUT_MS };
  if (partitions === undefined) {
    const opened = await openRedisStore(there);
    return { ...opened, ledger: new RedisOutcomeLedger(opened.run, { runId, keyPrefix }) };
  }
  const opened = await openRedisStore({ ...there, partitions, partitionBy: PARTITION_BY });
  // The connection is that of the first partition, whose keys begin so.
  return { ...opened, ledger: new RedisOutcomeLedger(opened.run, { runId, keyPrefix: `${keyPrefix}{0}:` }) };
}
