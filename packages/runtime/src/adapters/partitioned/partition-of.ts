import { type EntryFields, FieldName } from "@handoff/contracts";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { eventKey } from "../../event-key.js";
import type { Append } from "../../ports/event-store.js";
import { MAX_PARTITIONS, type PartitionOptions } from "../../ports/partitioned-store.js";
import { crc16 } from "./crc16.js";

/** The partition that an entry goes to which starts a chain; see {@link PartitionOptions}. */
export function partitionOf({ fields, eventId }: Append, { partitions, partitionBy }: PartitionOptions): number {
  const key = partitionBy === undefined ? undefined : eventKey({ ...fields, ...payloadOf(fields) }, partitionBy);
  return crc16(key ?? eventId) % partitions;
}

function payloadOf({ [FieldName.DATA]: json = "" }: EntryFields): { readonly [FieldName.DATA]?: unknown } {
  try {
    return { [FieldName.DATA]: JSON.parse(json) as unknown };
  } catch {
    // What is no event of ours has no payload to look into.
    return {};
  }
}

/** @throws {HandoffError} `OPTION_INVALID` */
export function checkPartitions({ partitions, partitionBy }: PartitionOptions): void {
  if (!Number.isSafeInteger(partitions) || partitions < 1 || partitions > MAX_PARTITIONS) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `partitions is ${String(partitions)}. Give a whole number from 1 to ${MAX_PARTITIONS}.`,
    );
  }
  if (partitionBy !== "") return;
  throw new HandoffError(
    HandoffErrorCode.OPTION_INVALID,
    "partitionBy is empty. Name a key of the payload, or leave it out.",
  );
}
