export interface RedisServerOptions {
  /** Where to listen; a free port by default. A server that is started again takes the port of the last one. */
  readonly port?: number;
  /** Further arguments, for instance `["--appendonly", "yes"]`; they win over the defaults. */
  readonly args?: readonly string[];
  /** Folder of its data, which the caller removes; by default a temporary one that goes with the server. */
  readonly folder?: string;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the server and removes its folder; ending it twice is ending it once. */
  stop(): Promise<void>;
}

/** The starter of servers that benchmarks use too. */
const starter = (await import(new URL("../../scripts/redis-server.js", import.meta.url).href)) as {
  startRedisServer(options?: RedisServerOptions): Promise<RedisServer>;
  freePort(): Promise<number>;
};

/**
 * Starts a Redis server of one's own, without persistence, for this machine only.
 *
 * @throws {Error} with what the server printed when it does not start.
 */
export const startRedisServer: (options?: RedisServerOptions) => Promise<RedisServer> = starter.startRedisServer;

/** A port of this machine that nobody listens on. */
export const freePort: () => Promise<number> = starter.freePort;
