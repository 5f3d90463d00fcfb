import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { runScript } from "./redis-script.js";
import { agreeOnPartitionsScript } from "./scripts/agree-on-partitions.js";
import { unlessDenied } from "./server-facts.js";

/** In front of the keys of a partition: its tag, which is all that says in which slot they are. */
export function partitionPrefix(keyPrefix: string, partition: number): string {
  return `${keyPrefix}{${partition}}:`;
}

/** How many partitions are kept; undefined where there are none. */
export async function keptPartitions(client: Redis, first: Keys): Promise<number | undefined> {
  const kept = await unlessDenied(client.get(first.partitions));
  return kept === undefined || kept === null ? undefined : Number(kept);
}

/** Whether agents have run here without partitions. */
export async function isUnpartitioned(client: Redis, whole: Keys): Promise<boolean> {
  return ((await unlessDenied(client.exists(whole.agents, whole.spans))) ?? 0) > 0;
}

/**
 * Keeps how many partitions there are, where nobody has before.
 *
 * @throws {HandoffError} `PARTITIONS_DIFFER`
 */
export async function agreeOnPartitions(commands: RedisConnection, first: Keys, wanted: number): Promise<void> {
  const call = { script: agreeOnPartitionsScript, keys: [first.partitions], args: [wanted] };
  const kept = await commands.run({
    subject: "the number of partitions",
    repeatable: true,
    execute: (client) => runScript(client, call),
  });
  if (kept !== wanted) throw partitionsDiffer(String(kept), String(wanted));
}

/** What is said where the keys were spread otherwise. */
export function partitionsDiffer(kept: string, wanted: string): HandoffError {
  return new HandoffError(
    HandoffErrorCode.PARTITIONS_DIFFER,
    `the streams were begun with ${kept} partitions, not ${wanted}: events would no longer be found where their keys are. Open them with partitions ${kept}; to change the number, let the agents finish and begin anew under another keyPrefix.`,
  );
}
