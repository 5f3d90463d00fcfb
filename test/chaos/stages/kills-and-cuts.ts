import { setTimeout } from "node:timers/promises";
import { Stream } from "@handoff/contracts";
import { Arena } from "../arena.js";
import { routesOf, SPLITTER_AND_PASSER } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import { HASTY_LIMITS, underLoad } from "../load.js";
import { type Finding, judge } from "../stage.js";

/** Workers are killed and the network is cut, in turn, while events flow through two agents. */
export async function killsAndCuts(size: {
  readonly tasks: number;
  readonly kills: number;
  readonly cuts: number;
}): Promise<Finding> {
  const { tasks, kills, cuts } = size;
  const routes = routesOf(SPLITTER_AND_PASSER);
  const arena = await Arena.open();
  const fleet = new Fleet({ agents: SPLITTER_AND_PASSER, redis: { url: arena.proxy.url }, limits: HASTY_LIMITS }, 3);
  try {
    await fleet.ready();
    const faults = kills + cuts;
    let killed = 0;
    const trimmer = new Trimmer(arena);
    const accepted = await underLoad(arena, {
      tasks,
      faults,
      fault: async (number) => {
        // The cuts are spread evenly among the kills.
        const isCut = Math.floor(((number + 1) * cuts) / faults) > Math.floor((number * cuts) / faults);
        if (isCut) {
          arena.proxy.cut();
          return;
        }
        // One that is still starting holds nothing.
        await fleet.readyAt(killed);
        fleet.signal("SIGKILL", killed++);
      },
    });
    await arena.settled(routes);
    const trimmed = await trimmer.stop();
    const verdict = judge(await arena.history(routes, accepted));
    const counts = {
      "kills of a worker": fleet.killed,
      "network cuts": cuts,
      fenced: fleet.count("fenced"),
      "entries trimmed meanwhile": trimmed,
    };
    return { verdict, counts };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}

/** Trims the source all the while: an entry that a group is not done with must stay. */
class Trimmer {
  readonly #arena: Arena;
  readonly #ended: Promise<number>;
  #over = false;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#ended = this.#run();
  }

  /** Yields how many entries were removed. */
  stop(): Promise<number> {
    this.#over = true;
    return this.#ended;
  }

  async #run(): Promise<number> {
    let trimmed = 0;
    while (!this.#over) {
      trimmed += await this.#arena.trim(Stream.SIGNALS);
      await setTimeout(20);
    }
    return trimmed;
  }
}
