import { z } from "zod";
import type { EntryFields } from "./codec.js";
import { compileOnce } from "./compiled.js";
import { ContractError, ContractErrorCode } from "./errors.js";
import * as FieldName from "./field-name.js";
import { asFault, type Guard } from "./as-fault.js";
import { placeOf } from "./schema-fault.js";

export const deadLetterSchema = z.object({
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

const writeSchema = compileOnce(deadLetterSchema.strict());
const readSchema = compileOnce(deadLetterSchema);

/**
 * A dead letter as the fields of a stream entry.
 *
 * @throws {ContractError} `DEAD_LETTER_INVALID` with the path of the fault.
 */
export function encodeDeadLetter(record: DeadLetter): EntryFields {
  const checked = parsed(writeSchema, () => record, "Mend the record before writing it.");
  return Object.fromEntries(Object.entries(checked).map(([key, value]) => [key, String(value)]));
}

/**
 * The dead letter in a stream entry. The document's own four fields suffice; those that are ours are optional.
 *
 * @throws {ContractError} `DEAD_LETTER_INVALID` with the path of the fault.
 */
export function decodeDeadLetter(fields: EntryFields): DeadLetter {
  return parsed(readSchema, () => withCount(fields), "No dead-letter queue wrote this entry: read it with XRANGE.");
}

function withCount(fields: EntryFields): unknown {
  const { [FieldName.RETRY_COUNT]: text, ...texts } = fields;
  return { ...texts, [FieldName.RETRY_COUNT]: text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : text };
}

function parsed(schema: () => z.ZodType<DeadLetter>, value: () => unknown, remedy: string): DeadLetter {
  const guard: Guard = { code: ContractErrorCode.DEAD_LETTER_INVALID, path: [], remedy };
  try {
    const result = schema().safeParse(value());
    if (result.success) return result.data;
    throw new ContractError({ ...guard, ...placeOf(result.error, guard.path) });
  } catch (error) {
    throw asFault(error, guard);
  }
}
