import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startRedisServer } from "../../scripts/redis-server.js";

const ARM = fileURLToPath(new URL("arm.js", import.meta.url));

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
        const { seconds } = await runArm({ arm, url: server.url, events, batch });
        speeds[arm].push(events / seconds);
      } finally {
        await server.stop();
      }
    }
  }
  return speeds;
}

async function runArm(options) {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Log lines go where they cost what they cost, and are read by nobody.
  const child = spawn(process.execPath, [ARM, ...args], { stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
  });
  await once(child, "close");
  const { seconds, failure = `it printed ${JSON.stringify(printed)}` } = printed === "" ? {} : JSON.parse(printed);
  if (seconds === undefined) throw new Error(`${options.arm} failed: ${failure}`);
  return { seconds };
}
