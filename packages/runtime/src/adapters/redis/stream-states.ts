import type { Redis } from "ioredis";
import type { StreamState } from "../../ports/event-store.js";
import type { Keys } from "./keys.js";
import { runScript } from "./redis-script.js";
import { inspectScript } from "./scripts/inspect.js";

/** Name, consumers, pending, last delivered id, lag, oldest pending id or nothing. */
type RawGroup = [string, number, number, string, number, string];

/** The state of streams and their groups, all at one moment. */
export async function readStreamStates(client: Redis, keys: Keys, streams: readonly string[]): Promise<StreamState[]> {
  const call = { script: inspectScript, keys: streams.map((stream) => keys.stream(stream)), args: [] };
  const reply = (await runScript(client, call)) as [number, RawGroup[]][];
  return reply.map(([length, groups], index) => {
    const stream = streams[index] ?? "";
    const states = groups.map(([group, consumers, pending, lastDeliveredId, lag, oldest]) => {
      const state = { stream, group, lag, pending, lastDeliveredId, consumers };
      return oldest === "" ? state : { ...state, oldestPendingId: oldest };
    });
    return { stream, length, groups: states.sort((a, b) => (a.group < b.group ? -1 : 1)) };
  });
}
