import type { Redis } from "ioredis";
import type { AgentStateStore } from "../../ports/agent-state-store.js";
import type { EventStore } from "../../ports/event-store.js";
import type { ConnectionWatch } from "./connection-watch.js";
import { Keys } from "./keys.js";
import { RedisAgentStateStore } from "./redis-agent-state-store.js";
import { type ConnectionOptions, RedisConnection } from "./redis-connection.js";
import { RedisEventStore } from "./redis-event-store.js";
import { RedisGroups } from "./redis-groups.js";
import { RedisLineage } from "./redis-lineage.js";
import { RedisReaders } from "./redis-readers.js";
import { RedisReplication } from "./redis-replication.js";
import type { RedisSetting, RedisStoreOptions } from "./redis-store-options.js";

/** Stores whose keys have the same beginning, and so lie on the same server, with connections of their own. */
export interface RedisPlace {
  readonly store: EventStore;
  readonly states: AgentStateStore;
  readonly commands: RedisConnection;
  readonly keys: Keys;
}

export interface RedisPlaceParts {
  readonly options: RedisStoreOptions;
  readonly setting: RedisSetting;
  readonly watch: ConnectionWatch;
  /** In front of every key. */
  readonly keyPrefix: string;
  /** Connected already; without one, it connects by itself. */
  readonly client?: Redis | undefined;
  /** Where the server is, where that can change. */
  readonly locate?: ConnectionOptions["locate"];
}

/** What CLIENT LIST shows of a connection for commands. */
export const COMMANDS_NAME = "handoff:commands";

export function openRedisPlace({ options, setting, watch, keyPrefix, client, locate }: RedisPlaceParts): RedisPlace {
  const keys = new Keys(keyPrefix);
  const connection = { ...setting, watch, ...(locate === undefined ? {} : { locate }) };
  const commands = new RedisConnection({ ...connection, name: COMMANDS_NAME }, client);
  const connect = (): RedisConnection => new RedisConnection({ ...connection, name: "handoff:reader" });
  const readers = new RedisReaders({ ...setting, connect, commands });
  const { onGroupRestored = () => undefined } = options;
  const groups = new RedisGroups({ commands, readers, keys, onGroupRestored });
  const lineage = new RedisLineage({ ...setting, commands, keys });
  const replication = new RedisReplication(options.replicas, options.onReplicationShort);
  const parts = { ...setting, commands, groups, lineage, replication, keys };
  const store = new RedisEventStore({ ...parts, onClose: () => watch.end() });
  return { store, states: new RedisAgentStateStore(commands, keys), commands, keys };
}
