import { ContractError, type DeadLetter, encodeDeadLetter, FieldName } from "@handoff/contracts";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import { beginningOf, bytesAbove } from "../event-size.js";
import type { Output } from "../ports/event-store.js";

/** An event that is given up. */
export interface GivenUp {
  /** The fields of the entry as it arrived. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where it came from, as far as that is known. */
  readonly source?: { readonly stream: string; readonly entryId: string };
  readonly group?: string;
  readonly agent?: string;
  readonly error: Error;
  readonly retryCount: number;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** A larger event is not copied: its beginning is, and where it lies (default: any size is). */
  readonly keepBytes?: number;
}

/** The stable code of an error; one without a code comes from a handler. */
export function codeOf(error: Error): string {
  return error instanceof ContractError || error instanceof HandoffError ? error.code : HandoffErrorCode.HANDLER_FAILED;
}

/** The entry on the dead-letter stream that keeps everything about a given-up event. */
export function deadLetterOutput(deadLetterStream: string, givenUp: GivenUp): Output {
  const { fields, keepBytes = Number.POSITIVE_INFINITY } = givenUp;
  const tooLarge = bytesAbove(keepBytes, fields) !== undefined;
  const record: DeadLetter = {
    [FieldName.FAILED_EVENT]: JSON.stringify(tooLarge ? beginningOf(fields) : fields),
    [FieldName.ERROR]: givenUp.error.message,
    [FieldName.TIMESTAMP]: new Date(givenUp.at).toISOString(),
    [FieldName.RETRY_COUNT]: givenUp.retryCount,
    [FieldName.ERROR_CODE]: codeOf(givenUp.error),
    ...(givenUp.source === undefined
      ? {}
      : { [FieldName.SOURCE_STREAM]: givenUp.source.stream, [FieldName.ENTRY_ID]: givenUp.source.entryId }),
    ...(givenUp.agent === undefined ? {} : { [FieldName.AGENT]: givenUp.agent }),
    ...(givenUp.group === undefined ? {} : { [FieldName.CONSUMER_GROUP]: givenUp.group }),
  };
  return { stream: deadLetterStream, fields: encodeDeadLetter(record) };
}
