import type { Topology } from "@handoff/contracts";
import { HandoffError, HandoffErrorCode } from "./errors.js";
import type { Log } from "./observability/log.js";
import type { Clock } from "./ports/clock.js";
import type { EventStore } from "./ports/event-store.js";
import { MAX_TRIM } from "./ports/retention.js";

/** How long entries stay that every group is done with. */
export interface RetentionOptions {
  /** How many of the newest entries of each stream stay in any case (default 10,000). */
  readonly keepNewest?: number;
  /** How old an entry is at least when it goes, in milliseconds (default 7 days). */
  readonly minAgeMs?: number;
}

/** How often the store is tidied up, in milliseconds. */
const HOUSEKEEPING_MS = 60_000;

const DEFAULT_RETENTION: Required<RetentionOptions> = { keepNewest: 10_000, minAgeMs: 7 * 24 * 60 * 60 * 1_000 };

/**
 * The options with their defaults.
 *
 * @throws {HandoffError} `OPTION_INVALID` for one that is out of range.
 */
export function resolveRetention(given: RetentionOptions): Required<RetentionOptions> {
  const retention = { ...DEFAULT_RETENTION, ...given };
  for (const name of ["keepNewest", "minAgeMs"] as const) {
    const value = retention[name];
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `retention.${name} is ${String(value)}. Give a whole number from 0.`,
    );
  }
  return retention;
}

interface HousekeepingParts {
  readonly store: EventStore;
  readonly topology: Topology;
  readonly clock: Clock;
  readonly log: Log;
  /** Without it, nothing is removed from streams. */
  readonly retention: Required<RetentionOptions> | undefined;
}

/**
 * How long a consumer that holds nothing may be idle, in milliseconds, before it is taken for gone: each incarnation of a
 * process has a consumer of its own. One that lives, with nothing to do, is back with its next read.
 */
const CONSUMER_IDLE_MS = 60 * 60 * 1_000;

/** Tidies up now and then, until `stop` fires. A store that does not answer is tidied up another time. */
export async function keepHouse(parts: HousekeepingParts, stop: AbortSignal): Promise<void> {
  const { clock, log } = parts;
  for (;;) {
    await clock.sleep(HOUSEKEEPING_MS, stop);
    if (stop.aborted) return;
    try {
      await healGroups(parts);
      await reapConsumers(parts);
      await trimStreams(parts, stop);
    } catch (error) {
      log("warning", "housekeeping failed", { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** A group that vanished is brought back also where nobody here reads it; its checkpoint counts, or every entry. */
async function healGroups({ store, topology }: HousekeepingParts): Promise<void> {
  await store.ensureGroups(topology.groups.map(({ stream, group }) => ({ stream, group, startFrom: "0" })));
}

async function reapConsumers({ store, topology, log }: HousekeepingParts): Promise<void> {
  for (const { stream, group } of topology.groups) {
    const reaped = await store.reap({ stream, group, idleMs: CONSUMER_IDLE_MS });
    if (reaped.length > 0) log("debug", "consumers reaped", { stream, group, count: reaped.length });
  }
}

async function trimStreams({ store, topology, log, retention }: HousekeepingParts, stop: AbortSignal): Promise<void> {
  if (retention === undefined) return;
  for (const stream of Object.keys(topology.streams)) {
    const groups = topology.groups.filter((route) => route.stream === stream).map(({ group }) => group);
    let total = 0;
    for (let removed = MAX_TRIM; removed === MAX_TRIM && !stop.aborted; total += removed) {
      removed = await store.trim({ stream, groups, ...retention, count: MAX_TRIM });
    }
    if (total > 0) log("debug", "trimmed", { stream, count: total });
  }
}
