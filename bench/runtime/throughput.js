import { startRedisServer } from "../../scripts/redis-server.js";
import { runChild } from "./child.js";

/**
 * Runs of each arm, each in a fresh process on a fresh server, the arms in turn: hops a second, and what a hop uses of a
 * processor in the worker's process and in the server's, in microseconds.
 *
 * @typedef {{ hopsPerSecond: number, workerMicroseconds: number, serverMicroseconds: number }} Run
 * @param {readonly string[]} arms
 * @param {{ events: number, batch: number, rounds: number }} extent
 * @returns {Promise<Record<string, Run[]>>}
 */
export async function timeHops(arms, { events, batch, rounds }) {
  const runs = Object.fromEntries(arms.map((arm) => [arm, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const arm of arms) {
      const server = await startRedisServer();
      try {
        const run = await runChild("arm.js", { arm, url: server.url, events, batch });
        runs[arm].push({
          hopsPerSecond: events / run.seconds,
          workerMicroseconds: (run.cpuSeconds / events) * 1e6,
          serverMicroseconds: (run.serverSeconds / events) * 1e6,
        });
      } finally {
        await server.stop();
      }
    }
  }
  return runs;
}
