import type { EventStore, WholeStore } from "./event-store.js";

/**
 * Streams in partitions, each with groups of its own. An event stays in the partition that its chain starts in, which is
 * what a hash of its key says (see {@link PartitionOptions}), so that every hand-off is one step in one place.
 *
 * Asked as a whole, it answers for all partitions, merged, and gives ids with their place: `<id>@<partition>`. What is
 * asked of it with such an id is done in that partition; an operation on dead letters refuses an id without place as
 * `OPTION_INVALID`. A step is atomic within each partition. Appending goes where the key says, or where the input of the
 * hop lies. Both adapters pass `test/conformance/partitioned-store.ts`.
 */
export interface PartitionedStore extends WholeStore {
  /** An ordinary store each, at the place of its number; only the whole is closed. */
  readonly partitions: readonly EventStore[];
}

/** How events are spread over partitions. */
export interface PartitionOptions {
  /**
   * How many partitions there are, 1 to {@link MAX_PARTITIONS}. It is kept with the streams and cannot change, since keys
   * would move.
   */
  readonly partitions: number;
  /**
   * Key of the payload, or else of the envelope, by whose value an event is put into a partition: the CRC16 of its text in
   * UTF-8 (XMODEM, as Redis Cluster has it) modulo the number of partitions. Without it, or where an event has no such
   * text or number, its idempotency key (`event_id`) decides.
   */
  readonly partitionBy?: string | undefined;
}

/** The most partitions that a store can have. */
export const MAX_PARTITIONS = 1_024;

/** The partitions of a store; one without is its own only one. */
export function partitionsOf(store: EventStore | PartitionedStore): readonly EventStore[] {
  return "partitions" in store ? store.partitions : [store];
}
