import { setTimeout } from "node:timers/promises";
import { type EntryFields, FieldName } from "@handoff/contracts";
import * as ChainField from "../chain-field.js";
import { routesOf, SPLITTER_AND_PASSER } from "../chain-routes.js";
import { ClusterArena } from "../cluster-arena.js";
import { Fleet } from "../fleet.js";
import { HASTY_LIMITS, underLoad } from "../load.js";
import { type Finding, judge } from "../stage.js";

const PARTITIONS = 8;
const KEYS = 40;
/** Longer than a server may be away before the others refuse every key, in milliseconds. */
const LONG_AWAY_MS = 3_000;

/**
 * Three servers of a cluster with eight partitions, two workers that read four of them each, in the order of keys. Slots
 * move to other servers with everything in them, and servers are killed and come back, some so late that the whole cluster
 * takes nothing meanwhile.
 */
export async function clusterOfThree(size: {
  readonly tasks: number;
  readonly moves: number;
  readonly kills: number;
}): Promise<Finding> {
  const { tasks, moves, kills } = size;
  const routes = routesOf(SPLITTER_AND_PASSER).map((route) => ({ ...route, orderKey: keyOf }));
  const arena = await ClusterArena.open(PARTITIONS);
  const { cluster } = arena;
  const ordered = { concurrency: 8, orderBy: ChainField.KEY };
  const options = {
    agents: SPLITTER_AND_PASSER,
    redis: arena.redis,
    limits: HASTY_LIMITS,
    perAgent: { Splitter: ordered, Passer: ordered },
    workMs: 1,
    // Five that fail at first in a row stop the reading for a moment, not for half a minute.
    breaker: { resetTimeoutMs: 500 },
  };
  // One reader a partition and agent: order holds within a process.
  const fleets = [
    new Fleet({ ...options, partitions: [0, 1, 2, 3] }, 1),
    new Fleet({ ...options, partitions: [4, 5, 6, 7] }, 1),
  ];
  let killed = 0;
  try {
    await Promise.all(fleets.map((fleet) => fleet.ready()));
    const accepted = await underLoad(arena, {
      tasks,
      faults: moves + kills,
      task: (number) => ({
        number,
        key: `key ${String(number % KEYS)}`,
        ...(number % 7 === 0 ? { fault: "throws_once" as const } : {}),
      }),
      fault: async (number) => {
        const isKill = Math.floor(((number + 1) * kills) / (moves + kills)) > killed;
        if (isKill) {
          await cluster.restart(killed % cluster.nodes.length, killed % 2 === 0 ? LONG_AWAY_MS : 0);
          killed++;
          await cluster.agreed();
          return;
        }
        const slot = await cluster.node(0).redis.cluster("KEYSLOT", `{${String(number % PARTITIONS)}}`);
        await cluster.migrate(slot, ((await cluster.ownerOf(slot)) + 1) % cluster.nodes.length);
        await setTimeout(100);
      },
    });
    await arena.settled(routes);
    const verdict = judge(await arena.history(routes, accepted));
    const lines = fleets.flatMap((fleet) => fleet.lines);
    const counts = {
      servers: cluster.nodes.length,
      partitions: PARTITIONS,
      keys: KEYS,
      "slots moved": moves,
      "kills of a server": killed,
      "changes of a breaker": fleets.reduce((sum, fleet) => sum + fleet.count("breaker_changed"), 0),
      CROSSSLOT: lines.filter((line) => line.includes("CROSSSLOT")).length,
    };
    return { verdict, counts };
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.stop()));
    await arena.close();
  }
}

function keyOf(fields: EntryFields): string {
  return (JSON.parse(fields[FieldName.DATA] ?? "{}") as { readonly [ChainField.KEY]: string })[ChainField.KEY];
}
