import {
  ContractError,
  type DeadLetter,
  decodeDeadLetter,
  decodeEvent,
  type EntryFields,
  type EventEnvelope,
  FieldName,
  type Topology,
} from "@handoff/contracts";
import type { ReplayTarget } from "../ports/dead-letter-store.js";
import { MAX_FIELDS, type StreamEntry } from "../ports/event-store.js";
import { parsePlacedId } from "../ports/placed-id.js";

/** An entry of the dead-letter stream as it can be read: a record, or the reason why it is none. */
export type ReadLetter =
  { readonly id: string; readonly record: DeadLetter } | { readonly id: string; readonly unreadable: string };

/** The dead letter in an entry. */
export function readLetter({ id, fields }: StreamEntry): ReadLetter {
  try {
    return { id, record: decodeDeadLetter(fields) };
  } catch (error) {
    return { id, unreadable: contractFault(error) };
  }
}

/** The event of a dead letter as the fields of an entry; undefined where what failed is no event at all. */
export function failedFields({ [FieldName.FAILED_EVENT]: json }: DeadLetter): EntryFields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return typeof value === "object" && value !== null && !Array.isArray(value) ? flatFields(value) : undefined;
}

/** Fields as a stream entry has them; a hand-written agent may keep the payload, or a number, as it had it in memory. */
export function flatFields(event: object): EntryFields {
  // Without a prototype, since names are foreign.
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(event) as [string, unknown][]) {
    if (value === undefined || value === null) continue;
    fields[name] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return fields;
}

/** How often the event was replayed before it was given up this time. */
export function replaysOf(fields: EntryFields | undefined): number {
  const text = fields?.[FieldName.REPLAY_COUNT] ?? "0";
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** What tells this event, in the group that gave it up, from every other one; the dead letter itself where nothing does. */
export function identityOf(letter: ReadLetter): string {
  if (!("record" in letter)) return letter.id;
  const {
    [FieldName.SOURCE_STREAM]: stream,
    [FieldName.ENTRY_ID]: entryId,
    [FieldName.CONSUMER_GROUP]: group,
    [FieldName.AGENT]: agent,
  } = letter.record;
  const eventId = failedFields(letter.record)?.[FieldName.EVENT_ID];
  if (eventId === undefined && (stream === undefined || entryId === undefined)) return letter.id;
  return JSON.stringify([stream, group ?? agent, eventId ?? firstPlace(stream, entryId)]);
}

/** The event as far as it can be decoded, and what is wrong with it where it cannot. */
export function decodeFailed(
  record: DeadLetter,
  topology: Topology,
): { readonly event: EventEnvelope } | { readonly fault: string } {
  const { [FieldName.SOURCE_STREAM]: stream, [FieldName.ENTRY_ID]: entryId = "" } = record;
  const events = stream === undefined ? undefined : topology.streams[stream];
  const fields = failedFields(record);
  if (fields === undefined) return { fault: "What failed is not an event: a JSON object of its fields was expected." };
  if (events === undefined) return { fault: `Stream ${stream ?? "(not recorded)"} is not in the topology.` };
  try {
    return { event: decodeEvent(fields, events, parsePlacedId(entryId).id) };
  } catch (error) {
    return { fault: contractFault(error) };
  }
}

/** Where the event of a dead letter goes when it is replayed, or why it can go nowhere. */
export function replayTargetOf(
  letter: ReadLetter,
  mend: (fields: EntryFields) => EntryFields = (fields) => fields,
): ReplayTarget | { readonly refusal: string } {
  if (!("record" in letter)) return { refusal: `It is no dead letter that could be read: ${letter.unreadable}` };
  const { id, record } = letter;
  const {
    [FieldName.SOURCE_STREAM]: stream,
    [FieldName.ENTRY_ID]: entryId,
    [FieldName.CONSUMER_GROUP]: group,
  } = record;
  const failed = failedFields(record);
  if (failed === undefined)
    return { refusal: "What failed is not an event: a JSON object of its fields was expected." };
  if (stream === undefined) return { refusal: "It does not say which stream it came from." };
  // Without an id of its own, an event is told by its first place; the replayed entry has another.
  const { [FieldName.EVENT_ID]: eventId = firstPlace(stream, entryId ?? id) } = failed;
  const fields = Object.assign(Object.create(null) as Record<string, string>, mend(failed), {
    [FieldName.EVENT_ID]: eventId,
    [FieldName.REPLAY_OF]: id,
    [FieldName.REPLAY_COUNT]: String(replaysOf(failed) + 1),
    ...(group === undefined ? {} : { [FieldName.REPLAY_GROUP]: group }),
  });
  const size = Object.keys(fields).length;
  if (size > MAX_FIELDS) return { refusal: `Its event has ${String(size)} fields, more than ${String(MAX_FIELDS)}.` };
  const once = JSON.stringify([identityOf(letter), replaysOf(failed)]);
  return { stream, fields, once, ...(group === undefined ? {} : { group }) };
}

/** The id that agents know an event by which has none. */
function firstPlace(stream: string | undefined, entryId: string | undefined): string {
  return `${stream ?? ""}/${entryId ?? ""}`;
}

function contractFault(error: unknown): string {
  if (!(error instanceof ContractError)) throw error;
  return error.message;
}
