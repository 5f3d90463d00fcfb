import { FieldName, Stream } from "@handoff/contracts";
import { Arena, type Task } from "../arena.js";
import { routesOf } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import type { Accepted } from "../history.js";
import { HASTY_LIMITS } from "../load.js";
import { type Finding, judge } from "../stage.js";

const RETRIES = 3;

/** How many of each kind of poison there are. */
export interface PoisonSize {
  readonly tasks: number;
  readonly notJson: number;
  readonly wrongSchema: number;
  readonly throwing: number;
  readonly exiting: number;
}

/** Events that can never be processed, spread among many that can; some of them take the process down. */
export async function poison(size: PoisonSize): Promise<Finding> {
  const { tasks, notJson, wrongSchema, throwing, exiting } = size;
  const agents = ["Splitter"];
  const routes = routesOf(agents);
  const arena = await Arena.open();
  const accepted: Accepted[] = [];
  await arena.produce(tasksWithPoison(tasks - notJson - wrongSchema, throwing, exiting), accepted);
  for (const [data, count] of [
    ["no JSON", notJson],
    ['{"number":"no number"}', wrongSchema],
  ] as const) {
    for (let index = 0; index < count; index++) accepted.push(await addUnreadable(arena, data));
  }
  const limits = { ...HASTY_LIMITS, leaseMs: 400, retries: RETRIES };
  // In the end only poison is left, which to a breaker looks like an outage: it would wait, for minutes in all.
  const breaker = { failureThreshold: 1_000_000 };
  const fleet = new Fleet({ agents, redis: { url: arena.proxy.url }, limits, breaker }, 2);
  try {
    await arena.settled(routes, 90_000);
    const history = await arena.history(routes, accepted);
    const counts = {
      poison: notJson + wrongSchema + throwing + exiting,
      "dead letters": history.streams[Stream.DLQ_EVENTS]?.length ?? 0,
      "workers that it took down": fleet.killed,
    };
    return { verdict: judge(history), counts };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}

function tasksWithPoison(count: number, throwing: number, exiting: number): Task[] {
  const tasks: Task[] = Array.from({ length: count }, (_, number) => ({ number }));
  const every = Math.floor(count / (throwing + exiting));
  for (let index = 0; index < throwing + exiting; index++) {
    const number = index * every + Math.floor(every / 2);
    // A delivery that ended with the process counts: of one that takes it down each, of another at most the last that it
    // was in hand with others.
    tasks[number] =
      index % 2 === 0 && index / 2 < exiting
        ? { number, fault: "exits", givenUpAfter: RETRIES + 1 }
        : { number, fault: "throws", givenUpAfter: exiting > 0 ? [RETRIES, RETRIES + 1] : RETRIES };
  }
  return tasks;
}

async function addUnreadable(arena: Arena, data: string): Promise<Accepted> {
  const traceId = "11111111-1111-4111-8111-111111111111";
  const fields = [FieldName.TYPE, "task", FieldName.DATA, data, FieldName.TRACE_ID, traceId];
  const entryId = (await arena.redis.xadd(Stream.SIGNALS, "*", ...fields)) ?? "";
  return { stream: Stream.SIGNALS, entryId, givenUpAfter: 0 };
}
