import { setTimeout } from "node:timers/promises";
import { Arena } from "../arena.js";
import { routesOf } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import type { Route } from "../history.js";
import { HASTY_LIMITS, underLoad } from "../load.js";
import { type Finding, judge } from "../stage.js";

const LEASE_MS = 500;

/** More entries than one worker takes in hand. */
const IN_BOTH_HANDS = 300;
const PATIENCE_MS = 5_000;

/** A worker that is stopped with an empty hand has nothing that others could settle meanwhile: the stop would prove nothing. */
async function untilBothAreBusy(arena: Arena, routes: readonly Route[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const [end] = await arena.groups(routes);
    if ((end?.pending ?? 0) >= IN_BOTH_HANDS) return;
    await setTimeout(5);
  }
}

/** A worker is stopped for longer than its lease, with entries in hand, and goes on when others have settled them. */
export async function zombies(size: { readonly tasks: number; readonly stops: number }): Promise<Finding> {
  const agents = ["Splitter"];
  const routes = routesOf(agents);
  const arena = await Arena.open();
  const limits = { ...HASTY_LIMITS, leaseMs: LEASE_MS, lingerMs: 200 };
  const fleet = new Fleet({ agents, redis: { url: arena.proxy.url }, limits, workMs: 1 }, 2);
  let fencedZombies = 0;
  try {
    await fleet.ready();
    const accepted = await underLoad(arena, {
      tasks: size.tasks,
      faults: size.stops,
      fault: async (number) => {
        await untilBothAreBusy(arena, routes);
        const before = fleet.count("fenced");
        fleet.signal("SIGSTOP", number);
        await setTimeout(2 * LEASE_MS);
        fleet.signal("SIGCONT", number);
        await setTimeout(LEASE_MS);
        if (fleet.count("fenced") > before) fencedZombies++;
      },
    });
    await arena.settled(routes);
    const verdict = judge(await arena.history(routes, accepted));
    const counts = {
      "stops past the lease": size.stops,
      "of them with commits to fence": fencedZombies,
      "commits fenced": fleet.count("fenced"),
    };
    return { verdict, counts };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}
