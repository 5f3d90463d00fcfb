import type { RedisAccess } from "../redis-access.js";

/** Where the streams are, and how to print. */
export interface StoreOptions extends RedisAccess {
  readonly json: boolean;
}

/** Whose streams are meant, besides. */
export interface TopologyOptions extends StoreOptions {
  /** Path of the module that exports the topology. */
  readonly contracts?: string;
}
