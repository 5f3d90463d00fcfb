import { setTimeout } from "node:timers/promises";
import type { Arena, Task } from "./arena.js";
import type { Accepted } from "./history.js";

/** Short leases: entries of a dead worker are taken over within moments. No retry limit: kills count as deliveries. */
export const HASTY_LIMITS = {
  leaseMs: 1_000,
  claimIntervalMs: 100,
  blockMs: 100,
  backoffMaxMs: 100,
  retries: 1_000,
  drainMs: 2_000,
} as const;

/**
 * Gives tasks to the chain in as many portions as there are faults, and makes each fault happen while its portion is
 * under way.
 */
export async function underLoad(
  arena: Pick<Arena, "produce">,
  load: {
    readonly tasks: number;
    readonly faults: number;
    readonly fault: (number: number) => Promise<void>;
    /** The task with this number (default: without key). */
    readonly task?: (number: number) => Task;
  },
): Promise<readonly Accepted[]> {
  const accepted: Accepted[] = [];
  for (let number = 0; number < load.faults; number++) {
    const [from, to] = [number, number + 1].map((at) => Math.round((at * load.tasks) / load.faults)) as [
      number,
      number,
    ];
    const { task = (index: number): Task => ({ number: index }) } = load;
    const tasks = Array.from({ length: to - from }, (_, index) => task(from + index));
    const producing = arena.produce(tasks, accepted);
    await upTo(30);
    await load.fault(number);
    await producing;
  }
  return accepted;
}

/** Waits for a moment that nobody can foresee. */
export async function upTo(ms: number): Promise<void> {
  await setTimeout(Math.random() * ms);
}
