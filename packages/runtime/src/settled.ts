import type { Topology } from "@handoff/contracts";
import type { Clock } from "./ports/clock.js";
import type { WholeStore, StreamState } from "./ports/event-store.js";

/** Whether nothing is undelivered and nothing is pending in any group. */
export function isSettled(streams: readonly StreamState[]): boolean {
  return streams.every(({ groups }) => groups.every(({ lag, pending }) => lag === 0 && pending === 0));
}

/**
 * Waits until everything that is on the topology's streams has gone through all of its groups, in this process or in
 * others. The store itself is asked, since only it knows of the other processes.
 */
export async function untilSettled(
  { store, topology, clock }: { readonly store: WholeStore; readonly topology: Topology; readonly clock: Clock },
  stop: AbortSignal,
): Promise<void> {
  const streams = Object.keys(topology.streams);
  for (let looks = 1; !stop.aborted; looks++) {
    if (isSettled(await store.inspect(streams))) return;
    // A chain takes a few milliseconds; one that takes longer is waited for with less haste.
    await clock.sleep(looks <= 50 ? 1 : 20, stop);
  }
}
