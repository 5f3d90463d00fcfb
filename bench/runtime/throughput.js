import { startRedisServer } from "../../scripts/redis-server.js";
import { runChild } from "./child.js";

/**
 * Hops a second of each arm, each run in a fresh process on a fresh server, the arms in turn.
 *
 * @param {readonly string[]} arms
 * @param {{ events: number, batch: number, rounds: number }} extent
 * @returns {Promise<Record<string, number[]>>}
 */
export async function timeHops(arms, { events, batch, rounds }) {
  const speeds = Object.fromEntries(arms.map((arm) => [arm, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const arm of arms) {
      const server = await startRedisServer();
      try {
        const { seconds } = await runChild("arm.js", { arm, url: server.url, events, batch });
        speeds[arm].push(events / seconds);
      } finally {
        await server.stop();
      }
    }
  }
  return speeds;
}
