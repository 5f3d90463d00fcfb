import { setTimeout } from "node:timers/promises";
import { type RedisServer, startRedisServer } from "../../setup/redis-server.js";
import { startTcpProxy } from "../../setup/tcp-proxy.js";
import { Arena, foreignClient } from "../arena.js";
import { routesOf, SPLITTER_AND_PASSER } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import { withoutForgotten } from "../forgotten.js";
import { HASTY_LIMITS, underLoad } from "../load.js";
import { type Finding, judge, NOTHING, together, type Verdict } from "../stage.js";

/** How far the replica is behind, in milliseconds. */
const LAG_MS = 50;
/** What is counted as the loss of a failover. */
export const FORGOTTEN = "events acknowledged to a producer that the replica never had";

/** The primary is killed under load; its replica, some milliseconds behind, is promoted, and the address leads there. */
export async function failover(size: {
  readonly tasks: number;
  readonly rounds: number;
  /** Whether producers and agents wait for the replica: then nothing at all is lost. */
  readonly waiting: boolean;
}): Promise<Finding> {
  let verdict: Verdict = NOTHING;
  let forgotten = 0;
  for (let round = 0; round < size.rounds; round++) {
    const one = await failOverOnce(Math.round(size.tasks / size.rounds), size.waiting);
    verdict = together(verdict, one.verdict);
    forgotten += one.forgotten;
  }
  const counts = {
    failovers: size.rounds,
    "replica behind by (ms)": LAG_MS,
    [FORGOTTEN]: forgotten,
  };
  return { verdict, counts };
}

async function failOverOnce(
  tasks: number,
  waiting: boolean,
): Promise<{ readonly verdict: Verdict; readonly forgotten: number }> {
  const routes = routesOf(SPLITTER_AND_PASSER);
  // A replica is given its copy at once, not after a while in which others might ask for one.
  const args = ["--repl-diskless-sync-delay", "0"];
  const replicaOf = (port: number): Promise<RedisServer> =>
    startRedisServer({ args: [...args, "--replicaof", "127.0.0.1", String(port)] });
  const waits = waiting ? { replicas: { atLeast: 1, withinMs: 1_000 } } : {};
  const arena = await Arena.open({ args, ...waits, producers: 256 });
  const primary = arena.server;
  const link = await startTcpProxy(primary.port);
  link.delayMs = LAG_MS;
  const replica = await replicaOf(link.port);
  let replacement: RedisServer | undefined;
  const behind = foreignClient(replica);
  const redis = { url: arena.proxy.url, ...waits };
  const fleet = new Fleet({ agents: SPLITTER_AND_PASSER, redis, limits: HASTY_LIMITS }, 2);
  try {
    await fleet.ready();
    while (!(await behind.info("replication")).includes("master_link_status:up")) await setTimeout(50);
    const accepted = await underLoad(arena, {
      tasks,
      faults: 3,
      fault: async (number) => {
        // In the middle, so that there is load before and after.
        if (number !== 1) return;
        await primary.stop();
        await behind.replicaof("NO", "ONE");
        arena.moveTo(replica);
        replacement = await replicaOf(replica.port);
      },
    });
    await arena.settled(routes);
    // What the replica never had is the loss of the failover, and counted as such; everything else must be right.
    const { known, forgotten } = withoutForgotten(await arena.history(routes, accepted));
    return { verdict: judge(known), forgotten };
  } finally {
    await fleet.stop();
    behind.disconnect();
    await link.stop();
    await arena.close();
    await primary.stop();
    await replacement?.stop();
  }
}
