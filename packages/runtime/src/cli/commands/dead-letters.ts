import { DeadLetterQueue } from "../../dead-letters/dead-letter-queue.js";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { openRedis } from "../open-store.js";
import { topologyOf } from "../topology-of.js";
import type { TopologyOptions } from "./store-options.js";

/** What commands about dead letters have in common: the queue, and an end of the connection. */
export async function withDeadLetters<T>(
  options: TopologyOptions,
  work: (queue: DeadLetterQueue) => Promise<T>,
): Promise<T> {
  const topology = await topologyOf(options);
  const { store, close } = await openRedis(options);
  try {
    return await work(new DeadLetterQueue({ store, topology }));
  } finally {
    await close();
  }
}

/** Work that a first interruption ends at the next good moment, and a second one at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const asked = new AbortController();
  const onSignal = (): void => {
    asked.abort();
    ignore();
  };
  const ignore = (): void => {
    process.removeListener("SIGINT", onSignal).removeListener("SIGTERM", onSignal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work(asked.signal);
  } finally {
    ignore();
  }
}

/** @throws {HandoffError} `OPTION_INVALID` where something would be destroyed that nobody has agreed to. */
export function requireYes(what: string, { yes, dryRun }: { readonly yes: boolean; readonly dryRun: boolean }): void {
  if (yes || dryRun) return;
  throw new HandoffError(
    HandoffErrorCode.OPTION_INVALID,
    `${what}. Add --yes to do it, or --dry-run to see what it would be.`,
  );
}
