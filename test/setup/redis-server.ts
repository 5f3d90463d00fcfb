import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

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

/** How long a server may take to start, in milliseconds. */
const START_MS = 10_000;

/**
 * Starts a Redis server of one's own, without persistence, for this machine only.
 *
 * @throws {Error} with what the server printed when it does not start.
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "handoff-redis-")));
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const server = spawn("redis-server", [...settings, ...(options.args ?? [])], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  server.stdout.on("data", (chunk) => (printed += String(chunk)));
  server.stderr.on("data", (chunk) => (printed += String(chunk)));
  const ended = new Promise<string>((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.once("exit", (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  const stop = async (): Promise<void> => {
    server.kill("SIGKILL");
    await ended;
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  const outcome = await Promise.race([ended, untilReady(port)]);
  if (outcome !== "ready" || server.pid === undefined) {
    await stop();
    throw new Error(`redis-server did not start on port ${port}: ${outcome}.\n${printed}`);
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: server.pid, stop };
}

async function untilReady(port: number): Promise<string> {
  const client = new Redis({
    host: "127.0.0.1",
    port,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    connectTimeout: START_MS,
  });
  let reason = "";
  client.on("error", (error: Error) => (reason = error.message));
  const timer = setTimeout(() => client.disconnect(), START_MS);
  try {
    // A server that wants a password has started as well.
    await client.ping().catch((error: unknown) => {
      if (!(error instanceof Error && error.name === "ReplyError")) throw error;
    });
    return "ready";
  } catch {
    return `no reply within ${START_MS} ms (${reason})`;
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
