import { openMemoryStore } from "../adapters/memory/open-memory-store.js";
import type { AgentStateStore } from "../ports/agent-state-store.js";
import type { EventStore } from "../ports/event-store.js";
import { MemoryOutcomeLedger } from "../trading/memory-outcome-ledger.js";
import type { OutcomeLedger } from "../trading/outcome-ledger.js";

/** Everything that a command keeps something in, and how to let go of it. */
export interface OpenStore {
  readonly store: EventStore;
  readonly states: AgentStateStore;
  readonly ledger: OutcomeLedger;
  readonly close: () => Promise<void>;
}

/** A store that lives as long as the process. */
export function openMemory(): OpenStore {
  return { ...openMemoryStore(), ledger: new MemoryOutcomeLedger() };
}

/** @throws {HandoffError} `OPTION_INVALID` for a bad URL; `STORE_UNAVAILABLE` where Redis does not let us in. */
export async function openRedis(options: {
  readonly redis: string;
  readonly keyPrefix: string;
  /** Whose outcomes are learnt from; commands that only look need none. */
  readonly runId?: string;
}): Promise<OpenStore> {
  const { redis: url, keyPrefix, runId = "" } = options;
  const { openRedisStore } = await import("../adapters/redis/open-redis-store.js");
  const { RedisOutcomeLedger } = await import("../trading/redis-outcome-ledger.js");
  // A command that cannot work says so within five seconds, its own start included.
  const opened = await openRedisStore({ url, keyPrefix, connectTimeoutMs: 3_000 });
  return { ...opened, ledger: new RedisOutcomeLedger(opened.run, { runId, keyPrefix }) };
}
