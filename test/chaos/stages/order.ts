import { type EntryFields, FieldName } from "@handoff/contracts";
import * as ChainField from "../chain-field.js";
import { Arena } from "../arena.js";
import { routesOf } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import type { Accepted } from "../history.js";
import { HASTY_LIMITS, upTo } from "../load.js";
import { type Finding, judge } from "../stage.js";

const KEYS = 20;

/** The one process that works in order of a key, many keys at a time, is killed; some tasks fail at first. */
export async function orderPerKey(size: {
  readonly tasks: number;
  readonly kills: number;
  /** Without it, the control arm must show that order would be lost. */
  readonly ordered: boolean;
}): Promise<Finding> {
  const agents = ["Splitter"];
  const routes = routesOf(agents).map((route) => ({ ...route, orderKey: keyOf }));
  const arena = await Arena.open();
  const tuning = { concurrency: 16, ...(size.ordered ? { orderBy: ChainField.KEY } : {}) };
  const options = { limits: HASTY_LIMITS, perAgent: { Splitter: tuning }, workMs: 1 };
  const fleet = new Fleet({ agents, redis: { url: arena.proxy.url }, ...options }, 1);
  const accepted: Accepted[] = [];
  try {
    await fleet.ready();
    const tasks = Array.from({ length: size.tasks }, (_, number) => {
      const task = { number, key: String(number % KEYS) };
      return number % 37 === 0 ? ({ ...task, fault: "throws_once" } as const) : task;
    });
    const producing = arena.produce(tasks, accepted);
    for (let kill = 0; kill < size.kills; kill++) {
      await fleet.readyAt(0);
      await upTo(200);
      fleet.signal("SIGKILL", 0);
    }
    await producing;
    await arena.settled(routes);
    const verdict = judge(await arena.history(routes, accepted));
    return { verdict, counts: { keys: KEYS, "at a time": tuning.concurrency, "kills of the worker": fleet.killed } };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}

function keyOf(fields: EntryFields): string {
  return (JSON.parse(fields[FieldName.DATA] ?? "{}") as { readonly [ChainField.KEY]: string })[ChainField.KEY];
}
