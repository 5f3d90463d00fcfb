import { z } from "zod";
import type { EntryFields } from "./codec.js";
import { compileOnce } from "./compiled.js";
import { ContractError, ContractErrorCode } from "./errors.js";
import * as FieldName from "./field-name.js";
import { placeOf } from "./schema-fault.js";

const deadLetterSchema = z.object({
  [FieldName.FAILED_EVENT]: z.string().describe("JSON of the fields of the entry as it arrived"),
  [FieldName.ERROR]: z.string().describe("What went wrong, for a person"),
  [FieldName.TIMESTAMP]: z.string().describe("When the event was given up: ISO 8601 with offset"),
  [FieldName.RETRY_COUNT]: z.int().min(0).describe("Retries before it was given up, a count from 0"),
  [FieldName.SOURCE_STREAM]: z.exactOptional(z.string()).describe("Stream the entry was read from"),
  [FieldName.CONSUMER_GROUP]: z.exactOptional(z.string()).describe("Consumer group that failed"),
  [FieldName.ENTRY_ID]: z.exactOptional(z.string()).describe("Entry id of the failed entry"),
  [FieldName.AGENT]: z.exactOptional(z.string()).describe("Agent that gave the event up"),
  [FieldName.ERROR_CODE]: z.exactOptional(z.string()).describe("Stable code of the failure"),
});

/** One entry of the dead-letter stream: an event that was given up, and why. */
export type DeadLetter = z.output<typeof deadLetterSchema>;

const compiled = compileOnce(deadLetterSchema);

/** A dead letter as the fields of a stream entry. */
export function encodeDeadLetter(record: DeadLetter): EntryFields {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}

/**
 * The dead letter in a stream entry. The document's own four fields suffice; those that are ours are optional.
 *
 * @throws {ContractError} `DEAD_LETTER_INVALID` with the path of the fault.
 */
export function decodeDeadLetter(fields: EntryFields): DeadLetter {
  const { [FieldName.RETRY_COUNT]: retryCount, ...texts } = fields;
  const count = retryCount !== undefined && /^\d{1,15}$/.test(retryCount) ? Number(retryCount) : retryCount;
  const result = compiled().safeParse({ ...texts, [FieldName.RETRY_COUNT]: count });
  if (result.success) return result.data;
  throw new ContractError({
    code: ContractErrorCode.DEAD_LETTER_INVALID,
    ...placeOf(result.error, []),
    remedy: "The entry was not written by a dead-letter queue of this protocol; read it with XRANGE.",
  });
}
