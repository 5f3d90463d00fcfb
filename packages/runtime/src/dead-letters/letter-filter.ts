import { FieldName } from "@handoff/contracts";
import { failedFields, type ReadLetter } from "./failed-event.js";

/** Which dead letters; without a filter all. */
export interface DeadLetterFilter {
  /** Only those that this agent gave up. */
  readonly agent?: string;
  /** Only those with this error code. */
  readonly code?: string;
  /** Only those whose event came from this stream. */
  readonly stream?: string;
  /** Only those whose event is of this type. */
  readonly type?: string;
  /** Only those given up at this time or later, in milliseconds since the epoch. */
  readonly since?: number;
  /** Only those given up before this time, in milliseconds since the epoch. */
  readonly until?: number;
}

/** Whether a dead letter is among those asked for; one that cannot be read only where nothing is asked of its record. */
export function matches(letter: ReadLetter, filter: DeadLetterFilter): boolean {
  const { agent, code, stream, type, since = 0, until = Number.POSITIVE_INFINITY } = filter;
  const at = Number(letter.id.split("-")[0]);
  if (at < since || at >= until) return false;
  const asked = [agent, code, stream, type];
  if (!("record" in letter)) return asked.every((value) => value === undefined);
  const { record } = letter;
  const found = [
    record[FieldName.AGENT],
    record[FieldName.ERROR_CODE],
    record[FieldName.SOURCE_STREAM],
    type === undefined ? undefined : failedFields(record)?.[FieldName.TYPE],
  ];
  return asked.every((value, index) => value === undefined || value === found[index]);
}
