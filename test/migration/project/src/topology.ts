import type { RedisCommands } from "./redis/commands.js";
import { GROUPS_BY_STREAM } from "./config.js";

/** Creates streams and groups; those that exist are left alone. */
export async function createTopology(redis: RedisCommands): Promise<void> {
  for (const [stream, group] of Object.entries(GROUPS_BY_STREAM)) {
    await redis.xgroup("CREATE", stream, group, "0", "MKSTREAM");
  }
  await redis.xgroup("CREATE", "executions", "surveillance", "0", "MKSTREAM");
}
