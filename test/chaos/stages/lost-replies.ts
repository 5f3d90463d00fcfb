import { Arena } from "../arena.js";
import { routesOf } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import { HASTY_LIMITS, underLoad, upTo } from "../load.js";
import { type Finding, judge, NOTHING, together, type Verdict } from "../stage.js";

/** The replies of everything under way are kept back, then the connections are cut: nobody knows what arrived. */
export async function lostReplies(size: {
  readonly tasks: number;
  readonly cuts: number;
  readonly rounds: number;
  /** The control arm, which must show that the faults hit. */
  readonly withoutFence: boolean;
}): Promise<Finding> {
  const { tasks, cuts, rounds, withoutFence } = size;
  const agents = ["Splitter"];
  const routes = routesOf(agents);
  const arena = await Arena.open();
  let verdict: Verdict = NOTHING;
  let fenced = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      await arena.clear();
      const options = { agents, redis: { url: arena.proxy.url }, limits: HASTY_LIMITS, withoutFence };
      const fleet = new Fleet(options, 2);
      try {
        await fleet.ready();
        const accepted = await underLoad(arena, {
          tasks,
          faults: cuts,
          fault: async () => {
            arena.proxy.treatOpen("swallow_replies");
            await upTo(20);
            arena.proxy.cut();
          },
        });
        await arena.settled(routes);
        verdict = together(verdict, judge(await arena.history(routes, accepted)));
        fenced += fleet.count("fenced");
      } finally {
        await fleet.stop();
      }
    }
  } finally {
    await arena.close();
  }
  return { verdict, counts: { "cuts with the reply kept back": cuts * rounds, rounds, fenced } };
}
