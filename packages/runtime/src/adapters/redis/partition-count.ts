import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type { PartitionOptions } from "../../ports/partitioned-store.js";
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
 * Keeps how many partitions there are and what events are spread by, where nobody has before.
 *
 * @throws {HandoffError} `PARTITIONS_DIFFER`
 */
export async function agreeOnPartitions(
  commands: RedisConnection,
  first: Keys,
  { partitions, partitionBy }: PartitionOptions,
): Promise<void> {
  const call = {
    script: agreeOnPartitionsScript,
    keys: [first.partitions, first.partitionBy],
    args: [partitions, partitionBy ?? ""],
  };
  const [kept, keptBy] = (await commands.run({
    subject: "the number of partitions",
    repeatable: true,
    execute: (client) => runScript(client, call),
  })) as [number, string | null];
  if (kept !== partitions) throw partitionsDiffer(String(kept), String(partitions));
  if (keptBy !== (partitionBy ?? "")) throw spreadDiffers(keptBy ?? "", partitionBy ?? "");
}

function spreadDiffers(kept: string, wanted: string): HandoffError {
  const [begun, asked] = [kept, wanted].map((key) => (key === "" ? "none (the event's id)" : JSON.stringify(key)));
  const open = kept === "" ? "without partitionBy" : `with partitionBy ${begun}`;
  return new HandoffError(
    HandoffErrorCode.PARTITIONS_DIFFER,
    `the streams were begun with partitionBy ${begun}, not ${asked}: events of one key would lie in two partitions, in no order. Open them ${open}; to change it, let the agents finish and begin anew under another keyPrefix.`,
  );
}

/** What is said where the keys were spread otherwise. */
export function partitionsDiffer(kept: string, wanted: string): HandoffError {
  return new HandoffError(
    HandoffErrorCode.PARTITIONS_DIFFER,
    `the streams were begun with ${kept} partitions, not ${wanted}: events would no longer be found where their keys are. Open them with partitions ${kept}; to change the number, let the agents finish and begin anew under another keyPrefix.`,
  );
}
