import { Arena } from "../arena.js";
import { routesOf, SPLITTER_AND_PASSER } from "../chain-routes.js";
import { type EndPoint, Fleet } from "../fleet.js";
import type { Accepted } from "../history.js";
import { HASTY_LIMITS } from "../load.js";
import { type Finding, judge, NOTHING, together, type Verdict } from "../stage.js";

/** The points of an agent's loop: before it asks the store for something, and after that was done. */
export const OPERATIONS = ["ensureGroups", "claim", "read", "renew", "giveBack", "handOff"] as const;

const TASKS = 40;

/** A worker ends itself at each point of its loop, at the first, the second … time that it comes there. */
export async function endPoints(size: {
  readonly operations: readonly (typeof OPERATIONS)[number][];
  readonly times: number;
}): Promise<Finding> {
  let verdict: Verdict = NOTHING;
  let ended = 0;
  const moments = ["before", "after"] as const;
  const points = size.operations.flatMap((operation) => moments.map((moment) => ({ operation, moment })));
  for (const point of points) {
    const runs = Array.from({ length: size.times }, (_, index) =>
      // Groups are made sure of once in a process.
      endAt({ ...point, call: point.operation === "ensureGroups" ? 1 : index + 1 }),
    );
    for (const one of await Promise.all(runs)) {
      verdict = together(verdict, one.verdict);
      ended += one.ended;
    }
  }
  return { verdict, counts: { points: points.length, "times each": size.times, "workers that ended there": ended } };
}

async function endAt(point: EndPoint): Promise<{ readonly verdict: Verdict; readonly ended: number }> {
  const routes = routesOf(SPLITTER_AND_PASSER);
  const arena = await Arena.open();
  const accepted: Accepted[] = [];
  // Some fail at first, and are given back; the work takes long enough for leases to be renewed.
  const tasks = Array.from({ length: TASKS }, (_, number) =>
    number % 10 === 0 ? ({ number, fault: "throws_once" } as const) : { number },
  );
  await arena.produce(tasks, accepted);
  const limits = { ...HASTY_LIMITS, leaseMs: 300, backoffMaxMs: 50, batchSize: 16 };
  const redis = { url: arena.proxy.url };
  const fleet = new Fleet({ agents: SPLITTER_AND_PASSER, redis, limits, workMs: 10, endAt: point }, 1);
  try {
    await arena.settled(routes);
    return { verdict: judge(await arena.history(routes, accepted)), ended: fleet.killed };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}
