import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers";

/**
 * `port`: where to listen; a free port by default. A server that is started again takes the port of the last one.
 * `args`: further arguments, for instance `["--appendonly", "yes"]`; they win over the defaults. `folder`: of its data,
 * which the caller removes; by default a temporary one that goes with the server.
 *
 * @typedef {{ port?: number, args?: readonly string[], folder?: string }} RedisServerOptions
 */

/**
 * `stop` ends the server and removes its folder; ending it twice is ending it once.
 *
 * @typedef {{ url: string, port: number, pid: number, stop: () => Promise<void> }} RedisServer
 */

/**
 * Becomes the server, and leaves a guard that ends it when its standard input does: also a test run that is killed
 * leaves no server behind.
 */
const WITH_PARENT = 'exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec redis-server "$@" 3<&- </dev/null';

/** How long a server may take to start, in milliseconds. */
const START_MS = 10_000;

/**
 * Starts a Redis server of one's own, without persistence, for this machine only.
 *
 * @param {RedisServerOptions} [options]
 * @returns {Promise<RedisServer>}
 * @throws {Error} with what the server printed when it does not start.
 */
export async function startRedisServer(options = {}) {
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "handoff-redis-")));
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const server = spawn("sh", ["-c", WITH_PARENT, "redis-server", ...settings, ...(options.args ?? [])]);
  const ended = new Promise((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.once("exit", (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  let printed = "";
  const outcome = new Promise((resolve) => {
    const listen = (chunk) => {
      printed += String(chunk);
      // Asking the port could reach another server that has taken it.
      if (printed.includes("Ready to accept connections")) resolve("ready");
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    setTimeout(resolve, START_MS, `it was not ready within ${START_MS} ms`).unref();
    void ended.then(resolve);
  });
  const stop = async () => {
    server.kill("SIGKILL");
    await ended;
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  const started = await outcome;
  if (started !== "ready" || server.pid === undefined) {
    await stop();
    throw new Error(`redis-server did not start on port ${port}: ${started}.\n${printed}`);
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: server.pid, stop };
}

/**
 * A port of this machine that nobody listens on.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
