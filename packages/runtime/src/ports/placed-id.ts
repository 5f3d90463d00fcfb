/**
 * Ids of entries with the partition that they are in: `<milliseconds>-<sequence>@<partition>`. Two partitions can give
 * the same id; whatever leaves a partition is told with its place.
 *
 * @module
 */

export interface PlacedId {
  readonly id: string;
  /** Absent where the store has no partitions. */
  readonly partition: number | undefined;
}

/** The id with its place; as it is where there are no partitions. */
export function placedId(id: string, partition: number | undefined): string {
  return partition === undefined ? id : `${id}@${partition}`;
}

/** What a text says of an id and its place; whether it is an id is for others to see. */
export function parsePlacedId(text: string): PlacedId {
  const [, id = text, partition] = /^(.*)@(\d{1,4})$/.exec(text) ?? [];
  return { id, partition: partition === undefined ? undefined : Number(partition) };
}
