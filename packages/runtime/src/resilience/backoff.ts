/** When to try again. All times in milliseconds. */
export interface BackoffOptions {
  /** Delay before the first retry (default 100). */
  readonly initialMs?: number;
  /** Longest delay (default 10,000). */
  readonly maxMs?: number;
}

/**
 * Exponential backoff with full jitter: a uniform draw between 0 and the doubled delay, so that events that failed
 * together do not come back together. Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param retry Which retry, from 1.
 * @param random A draw from [0, 1).
 */
export function backoffMs(retry: number, random: number, options: BackoffOptions = {}): number {
  const { initialMs = 100, maxMs = 10_000 } = options;
  const ceiling = Math.min(maxMs, initialMs * 2 ** (retry - 1));
  return Math.round(ceiling * random);
}
