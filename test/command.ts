import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { inject } from "vitest";

/** The repository: commands are run there, as the README has it. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** The command as npm installs it. */
export const HANDOFF = `${ROOT}node_modules/.bin/handoff`;
/** The real candles that the README's first command replays. */
export const CANDLES = "node_modules/@typedtrader/candles/json/urth-*-1h.json";

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command, as installed, to its end. */
export function handoff(...args: readonly string[]): Promise<Ended> {
  return ended(HANDOFF, args);
}

/** Runs any program of this machine, in the repository if not said otherwise, to its end. */
export function ended(
  program: string,
  args: readonly string[],
  { input = "", cwd = ROOT, env = {} }: { input?: string; cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      // The test run's own options (conditions, loaders) are not those of a user's process.
      { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: "", ...env } },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
}

/** Starts the command and leaves it running. */
export function startHandoff(...args: readonly string[]): {
  /** Resolves with what standard error has said so far, once it has said this. */
  says(text: string): Promise<string>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
} {
  const child = spawn(HANDOFF, args, { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: "" } });
  let stderr = "";
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    child.emit("said");
  });
  return {
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!stderr.includes(text)) return;
          child.removeListener("said", look);
          resolve(stderr);
        };
        child.on("said", look);
        void closed.then((code) => {
          reject(new Error(`ended with ${String(code)} before it said ${text}: ${stderr}`));
        });
        look();
      }),
    end: (signal) => {
      child.kill(signal);
      return closed;
    },
  };
}

/** A part of the test run's Redis that belongs to one test. */
export interface RedisPart {
  readonly url: string;
  readonly keyPrefix: string;
  readonly redis: Redis;
  /** The options that send the command there. */
  readonly options: readonly string[];
  dispose(): Promise<void>;
}

export function redisPart(): RedisPart {
  const url = inject("redisUrl");
  const keyPrefix = `test:${randomUUID()}:`;
  const redis = new Redis(url, { replyMapping: "legacy" });
  return {
    url,
    keyPrefix,
    redis,
    options: ["--redis", url, "--key-prefix", keyPrefix],
    dispose: async () => {
      const keys = await redis.keys(`${keyPrefix}*`);
      if (keys.length > 0) await redis.unlink(...keys);
      redis.disconnect();
    },
  };
}
