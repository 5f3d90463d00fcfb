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
    const verdict = judge(await arena.history(routes, accepted));
    return {
      verdict,
      counts: { "kills of a worker": fleet.killed, "network cuts": cuts, fenced: fleet.count("fenced") },
    };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}
