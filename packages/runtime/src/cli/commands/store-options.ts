/** Where the streams are, and how to print. */
export interface StoreOptions {
  readonly redis: string;
  readonly keyPrefix: string;
  readonly json: boolean;
}

/** Whose streams are meant, besides. */
export interface TopologyOptions extends StoreOptions {
  /** Path of the module that exports the topology. */
  readonly contracts?: string;
}
