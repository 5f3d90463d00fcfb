import { HandoffError, HandoffErrorCode } from "../errors.js";
import { MAX_BATCH } from "../ports/event-store.js";

/** How an agent reads, waits, retries and stops. Times in milliseconds. */
export interface ConsumerLimits {
  /** Entries read and handed off at once, 1 to 200. */
  readonly batchSize: number;
  /** Events in work at the same time, 1 to 1,000. With 1 they are begun in the order of the stream. */
  readonly concurrency: number;
  /** Entries in hand at most, in work, waiting or not yet committed, 1 to 10,000: at least as many as are in work. */
  readonly maxInFlight: number;
  /** Longest wait for a new entry before looking for stale ones, up to 2,000. */
  readonly blockMs: number;
  /** How long an entry may lie idle with a consumer before another one may claim it. */
  readonly leaseMs: number;
  /** How often stale entries are looked for. */
  readonly claimIntervalMs: number;
  /** Retries after the first attempt; then the event goes to the dead letters. */
  readonly retries: number;
  /** Delay before the first retry; it doubles from retry to retry, up to `backoffMaxMs`. */
  readonly backoffInitialMs: number;
  /** Longest delay between retries; at most the lease. */
  readonly backoffMaxMs: number;
  /** How long results may wait for the rest of their batch before they are committed. */
  readonly lingerMs: number;
  /** How long a running handler may go on once the runtime drains. */
  readonly drainMs: number;
}

export const DEFAULT_LIMITS: ConsumerLimits = {
  batchSize: 64,
  concurrency: 1,
  maxInFlight: 256,
  blockMs: 1_000,
  leaseMs: 30_000,
  claimIntervalMs: 5_000,
  retries: 3,
  backoffInitialMs: 100,
  backoffMaxMs: 10_000,
  lingerMs: 20,
  drainMs: 10_000,
};

const RANGES: { readonly [K in keyof ConsumerLimits]: readonly [min: number, max: number] } = {
  batchSize: [1, MAX_BATCH],
  concurrency: [1, 1_000],
  maxInFlight: [1, 10_000],
  blockMs: [1, 2_000],
  leaseMs: [10, 86_400_000],
  claimIntervalMs: [1, 86_400_000],
  retries: [0, 1_000],
  backoffInitialMs: [0, 86_400_000],
  backoffMaxMs: [0, 86_400_000],
  lingerMs: [0, 60_000],
  drainMs: [0, 86_400_000],
};

/**
 * The limits with their defaults.
 *
 * @throws {HandoffError} `OPTION_INVALID` with the name and value of the first one that is out of range.
 */
export function resolveLimits(given: Partial<ConsumerLimits>): ConsumerLimits {
  const limits: ConsumerLimits = { ...DEFAULT_LIMITS, ...given };
  for (const name of Object.keys(RANGES) as (keyof ConsumerLimits)[]) {
    const value = limits[name];
    const [min, max] = RANGES[name];
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new HandoffError(
        HandoffErrorCode.OPTION_INVALID,
        `${name} is ${String(value)}. Give an integer from ${String(min)} to ${String(max)}.`,
      );
    }
  }
  if (limits.concurrency > limits.maxInFlight) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `concurrency is ${String(limits.concurrency)}, more than maxInFlight ${String(limits.maxInFlight)}. What is in work is in hand: raise maxInFlight or lower concurrency.`,
    );
  }
  if (limits.backoffMaxMs > limits.leaseMs) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `backoffMaxMs is ${String(limits.backoffMaxMs)}, more than leaseMs ${String(limits.leaseMs)}. A retry waits within the lease: raise leaseMs or lower backoffMaxMs.`,
    );
  }
  return limits;
}
