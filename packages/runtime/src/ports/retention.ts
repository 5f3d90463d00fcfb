/** What may be removed from a stream. */
export interface TrimRequest {
  readonly stream: string;
  /** Groups that must be there: where one is missing, nothing is removed, since what it has had is not known. */
  readonly groups: readonly string[];
  /** How many of the newest entries are kept in any case, from 0. */
  readonly keepNewest: number;
  /** How old an entry must be to be removed, in milliseconds by the store's clock; 0 asks for no age. */
  readonly minAgeMs: number;
  /** How many entries at most are removed, 1 to {@link MAX_TRIM}: one call is one stall of the store. */
  readonly count: number;
}

/** Which consumers may be removed from a group. */
export interface ReapRequest {
  readonly stream: string;
  readonly group: string;
  /** How long ago a consumer must have been handed something, in milliseconds; not every store counts what it asks for. */
  readonly idleMs: number;
}

/** The most entries that one trim removes. */
export const MAX_TRIM = 1_000;

/** How a store is kept from growing for ever. */
export interface Retention {
  /**
   * Removes the oldest entries of a stream that every group of it, whoever made it, has been handed and has acknowledged;
   * never one behind an entry that some group has not. A stream without groups is left as it is. Yields how many were
   * removed: fewer than the count when there are no more.
   */
  trim(request: TrimRequest): Promise<number>;

  /**
   * Removes the consumers of a group that hold nothing and have been idle for long, in one step; one that holds an entry is
   * never removed, since that would lose what it holds. One that is at a read all the while, or comes back, is a consumer
   * again with the next entry. Yields the names of those removed, in order.
   */
  reap(request: ReapRequest): Promise<readonly string[]>;
}
