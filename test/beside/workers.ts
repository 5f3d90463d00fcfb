import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { referenceTopology } from "@handoff/contracts";
import type { RedisPart } from "../command.js";

const WORKER = fileURLToPath(new URL("worker.js", import.meta.url));

/** How often it is looked whether a process holds entries, before it is killed all the same. */
const MOST_LOOKS = 2_000;

type OurAgent = "ReasoningAgent" | "GradeAgent";

/** Agents of ours, each in a process of its own. */
export class Workers {
  readonly #part: RedisPart;
  readonly #running = new Map<string, ChildProcess>();

  constructor(part: RedisPart) {
    this.#part = part;
  }

  /** Resolves once the agent reads. */
  async start(agent: OurAgent): Promise<void> {
    const { url, keyPrefix } = this.#part;
    const env = { ...process.env, NODE_OPTIONS: "" };
    const worker = spawn(process.execPath, [WORKER, url, keyPrefix, agent], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#running.set(agent, worker);
    await once(worker.stdout, "data");
  }

  /**
   * Kills the agent's process (kill -9), if it can with entries in hand, and starts another one; yields how many entries
   * it took with it.
   */
  async kill(agent: OurAgent): Promise<number> {
    for (let looks = 0; looks < MOST_LOOKS && (await this.#held(agent)) === 0; looks++) await setTimeout(1);
    await this.#end(agent, "SIGKILL");
    const held = await this.#held(agent);
    await this.start(agent);
    return held;
  }

  /** Entries in the hands of consumers of ours: their names have colons. */
  async #held(agent: OurAgent): Promise<number> {
    const { consumes, group } = referenceTopology.agents[agent];
    const [, , , consumers] = await this.#part.redis.xpending(`${this.#part.keyPrefix}${consumes}`, group);
    const held = (consumers ?? []) as [name: string, count: string][];
    return held.reduce((sum, [name, count]) => sum + (name.includes(":") ? Number(count) : 0), 0);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((agent) => this.#end(agent, "SIGTERM")));
  }

  async #end(agent: string, signal: NodeJS.Signals): Promise<void> {
    const worker = this.#running.get(agent);
    this.#running.delete(agent);
    if (worker?.exitCode !== null) return;
    const ended = once(worker, "exit");
    worker.kill(signal);
    await ended;
  }
}
