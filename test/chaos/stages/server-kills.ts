import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Arena } from "../arena.js";
import { routesOf, SPLITTER_AND_PASSER } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import { withoutForgotten } from "../forgotten.js";
import { HASTY_LIMITS, underLoad } from "../load.js";
import { type Finding, judge } from "../stage.js";

/** What `everysec` may lose, and nothing else may. */
const UNWRITTEN = "events acknowledged to a producer that the file never had";

/** Redis is killed under load and comes back with what its append-only file holds. */
export async function serverKills(size: {
  readonly tasks: number;
  readonly kills: number;
  /** When the append-only file is written out; without one, the control arm must show that the kills hit. */
  readonly fsync: "everysec" | "always" | "without";
}): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), "handoff-chaos-"));
  const routes = routesOf(SPLITTER_AND_PASSER);
  const args = size.fsync === "without" ? [] : ["--appendonly", "yes", "--appendfsync", size.fsync];
  const arena = await Arena.open({ args, folder });
  const fleet = new Fleet({ agents: SPLITTER_AND_PASSER, redis: { url: arena.proxy.url }, limits: HASTY_LIMITS }, 2);
  try {
    await fleet.ready();
    const accepted = await underLoad(arena, {
      tasks: size.tasks,
      faults: size.kills,
      fault: () => arena.restart(folder),
    });
    await arena.settled(routes);
    const history = await arena.history(routes, accepted);
    const counts = { "kills of Redis": size.kills, fenced: fleet.count("fenced") };
    if (size.fsync !== "everysec") return { verdict: judge(history), counts };
    const { known, forgotten } = withoutForgotten(history);
    return { verdict: judge(known), counts: { ...counts, [UNWRITTEN]: forgotten } };
  } finally {
    await fleet.stop();
    await arena.close();
    await rm(folder, { recursive: true, force: true });
  }
}
