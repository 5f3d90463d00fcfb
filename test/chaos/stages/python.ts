import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Arena } from "../arena.js";
import { routesOf } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import type { Route } from "../history.js";
import { HASTY_LIMITS, underLoad } from "../load.js";
import { type Finding, judge } from "../stage.js";

const PROGRAM = fileURLToPath(new URL("../naive-agent.py", import.meta.url));
/** Longer than a naive agent holds an entry: it renews no lease, and would share its entry with ours. */
const LEASE_MS = 5_000;

/** What the stage counts of the entries that Python settled. */
export const IN_OUR_GROUP = "settled by Python in our group";
export const IN_THE_MIDDLE = "settled by Python in the middle of the chain";

/**
 * Agents in Python, who add and acknowledge without a fence, share the group of our first agent and stand between it and
 * our last one, while our workers are killed and our network is cut.
 */
export async function pythonAgents(size: {
  /** A Python that has the Redis client. */
  readonly python: string;
  readonly tasks: number;
  readonly kills: number;
  readonly cuts: number;
}): Promise<Finding> {
  const { python, tasks, kills, cuts } = size;
  const routes = routesOf(["Splitter", "Passer", "Auditor", "Archivist"]);
  const arena = await Arena.open();
  const limits = { ...HASTY_LIMITS, leaseMs: LEASE_MS };
  const ours = { agents: ["Splitter", "Auditor", "Archivist"], redis: { url: arena.proxy.url }, limits };
  const fleet = new Fleet(ours, 2);
  const naive: NaiveAgent[] = [];
  try {
    await fleet.ready();
    for (const name of ["Splitter", "Passer"]) {
      const route = routes.find(({ agent }) => agent === name);
      if (route !== undefined) naive.push(await NaiveAgent.start(python, arena.server.url, route));
    }
    let killed = 0;
    const accepted = await underLoad(arena, {
      tasks,
      faults: kills + cuts,
      fault: async (number) => {
        if (number % 3 === 2 && number / 3 < cuts) {
          arena.proxy.cut();
          return;
        }
        // Ours are to have their share.
        await fleet.ready();
        fleet.signal("SIGKILL", killed++);
      },
    });
    await arena.settled(routes, 120_000);
    const verdict = judge(await arena.history(routes, accepted));
    const [inOurGroup = 0, inTheMiddle = 0] = await Promise.all(naive.map((agent) => agent.stop()));
    const counts = {
      "kills of a worker": killed,
      "network cuts": kills + cuts - killed,
      [IN_OUR_GROUP]: inOurGroup,
      [IN_THE_MIDDLE]: inTheMiddle,
    };
    return { verdict, counts };
  } finally {
    await Promise.all(naive.map((agent) => agent.stop()));
    await fleet.stop();
    await arena.close();
  }
}

/** A process of Python. */
class NaiveAgent {
  readonly #child: ReturnType<typeof spawn>;
  readonly #ended: Promise<number>;

  static async start(python: string, url: string, { agent, stream, group, publishes }: Route): Promise<NaiveAgent> {
    const child = spawn(python, [PROGRAM, url, agent, stream, group, ...publishes], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const said: string[] = [];
    lines.on("line", (line) => said.push(line));
    const ended = once(child, "exit").then(() => Number(said.at(-1)));
    await Promise.race([once(lines, "line"), ended]);
    return new NaiveAgent(child, ended);
  }

  private constructor(child: ReturnType<typeof spawn>, ended: Promise<number>) {
    this.#child = child;
    this.#ended = ended;
  }

  /** Lets it finish what it has in hand; yields how many events it passed on. */
  stop(): Promise<number> {
    this.#child.stdin?.end();
    return this.#ended;
  }
}
