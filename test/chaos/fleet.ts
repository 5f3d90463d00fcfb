import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ConsumerLimits, PartitionedRedisStoreOptions, RedisStoreOptions, RuntimeOptions } from "@handoff/runtime";

const PROGRAM = fileURLToPath(new URL("worker.js", import.meta.url));

/** Where a worker ends itself: see `ending-at.js`. */
export interface EndPoint {
  readonly operation: string;
  readonly moment: "before" | "after";
  /** At which call of the operation, from 1. */
  readonly call: number;
}

/** What a worker does. */
export interface WorkerOptions {
  readonly agents: readonly string[];
  readonly redis:
    | Pick<RedisStoreOptions, "url" | "keyPrefix" | "replicas">
    | Pick<PartitionedRedisStoreOptions, "url" | "seeds" | "partitions" | "partitionBy">;
  /** Which partitions it reads, of several (default all). */
  readonly partitions?: readonly number[];
  readonly limits?: Partial<ConsumerLimits>;
  /** What differs for single agents. */
  readonly perAgent?: RuntimeOptions["perAgent"];
  readonly breaker?: RuntimeOptions["breaker"];
  /** How long it works on each task, in milliseconds. */
  readonly workMs?: number;
  /** Commits without asking whose the entry is: the control arm. */
  readonly withoutFence?: boolean;
  /** Where the first process at each place ends itself; those after it do not. */
  readonly endAt?: EndPoint;
}

/** Something rare that a worker told of. */
export interface Report {
  readonly kind: string;
  readonly agent: string;
}

interface Worker {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  /** Resolves once it has ended and another one is at its place. */
  readonly replaced: Promise<void>;
}

/** Workers that are started again when they end, as by any supervisor. */
export class Fleet {
  readonly #workers: Worker[] = [];
  #stopped = false;
  /** What workers told of, those that ended included. */
  readonly reports: Report[] = [];
  /** What workers logged: warnings and errors, a line each. */
  readonly lines: string[] = [];
  /** How often a worker was killed, by others or by itself. */
  killed = 0;

  /** @param size How many processes. */
  constructor(options: WorkerOptions, size: number) {
    for (let place = 0; place < size; place++) this.#launch(place, options);
  }

  /** Resolves when every worker has said once that it works. */
  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((_worker, place) => this.readyAt(place)));
  }

  /** Resolves when there is a worker at this place, counted around, that works. */
  async readyAt(place: number): Promise<void> {
    for (let isReady = false; !isReady;) {
      const worker = this.#workers[place % this.#workers.length];
      if (worker === undefined) return;
      // One that ends before, since the network is cut as it connects, is followed by another one.
      isReady = await Promise.race([worker.ready.then(() => true), worker.replaced.then(() => false)]);
    }
  }

  /** Signals one worker, counted around: SIGKILL, SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals, place: number): void {
    this.#workers[place % this.#workers.length]?.process.kill(signal);
  }

  /** How often something was told of. */
  count(kind: string): number {
    return this.reports.filter((report) => report.kind === kind).length;
  }

  /** Lets the workers finish what they have in hand, and ends them. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(
      this.#workers.map(async ({ process: child, ready, replaced }) => {
        await Promise.race([ready, replaced]);
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, "exit");
        child.kill("SIGTERM");
        const patience = setTimeout(() => child.kill("SIGKILL"), 15_000);
        await exit;
        clearTimeout(patience);
      }),
    );
  }

  #launch(place: number, options: WorkerOptions): void {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options)]);
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line === "ready") resolve();
        else this.reports.push(JSON.parse(line) as Report);
      });
    });
    createInterface({ input: child.stderr }).on("line", (line) => this.lines.push(line));
    const replaced = once(child, "exit").then(([, signal]) => {
      if (this.#stopped) return;
      if (signal !== null) this.killed++;
      const { endAt: _once, ...lasting } = options;
      this.#launch(place, lasting);
    });
    this.#workers[place] = { process: child, ready, replaced };
  }
}
