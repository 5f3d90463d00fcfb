import { type DeadLetter, type EntryFields, type EventEnvelope, FieldName, type Topology } from "@handoff/contracts";
import { type Lineage, traceLineage } from "../lineage.js";
import type { Resolution } from "../ports/dead-letter-store.js";
import type { WholeStore } from "../ports/event-store.js";
import { decodeFailed, failedFields, readLetter, replayTargetOf } from "./failed-event.js";

/** Everything about one dead letter. */
export interface InspectedDeadLetter {
  readonly id: string;
  readonly state: "open" | "replayed" | "discarded";
  /** The entry as it is in the dead-letter stream, or was. */
  readonly fields: EntryFields;
  /** What the fields say; absent where they are no dead letter. */
  readonly record?: DeadLetter;
  /** The event that failed, as far as it can be decoded. */
  readonly event?: EventEnvelope;
  /** What stands in the way of reading the dead letter or decoding its event. */
  readonly fault?: string;
  /** Where a replay would take it, or why it could go nowhere. */
  readonly replay: { readonly stream: string; readonly group?: string } | { readonly refusal: string };
  /** What became of it; absent while it is open. */
  readonly resolution?: Resolution;
  /** The dead letters that the same event was replayed from, the last one first. */
  readonly earlier: readonly Resolution[];
  /** The chain of the event, as far as it is kept. */
  readonly lineage?: Lineage;
}

interface InspectParts {
  readonly store: WholeStore;
  readonly topology: Topology;
}

/** The dead letter with this id, open or resolved; undefined where there is none. */
export async function inspectLetter(
  { store, topology }: InspectParts,
  id: string,
): Promise<InspectedDeadLetter | undefined> {
  const stream = topology.deadLetterStream;
  const [open] = await store.range({ stream, from: id, to: id, count: 1 });
  const resolution = open === undefined ? await store.resolution(stream, id) : undefined;
  const entry = open ?? resolution;
  if (entry === undefined) return undefined;
  const letter = readLetter(entry);
  const target = replayTargetOf(letter);
  const failed = "record" in letter ? failedFields(letter.record) : undefined;
  const { [FieldName.TRACE_ID]: traceId } = failed ?? {};
  const lineage = traceId === undefined ? undefined : await traceLineage(store, traceId.toLowerCase());
  return {
    id,
    state: resolution === undefined ? "open" : resolution.replay === undefined ? "discarded" : "replayed",
    fields: entry.fields,
    ...("record" in letter
      ? { record: letter.record, ...decodeFailed(letter.record, topology) }
      : { fault: letter.unreadable }),
    replay: "refusal" in target ? target : { stream: target.stream, ...(target.group && { group: target.group }) },
    ...(resolution === undefined ? {} : { resolution }),
    earlier: await earlierOf(store, stream, failed),
    ...(lineage === undefined ? {} : { lineage }),
  };
}

/** Foreign agents may write any id, so the way back can be a circle; each dead letter is followed once. */
async function earlierOf(
  store: WholeStore,
  stream: string,
  failed: EntryFields | undefined,
): Promise<readonly Resolution[]> {
  const earlier = new Map<string, Resolution>();
  for (let id = failed?.[FieldName.REPLAY_OF]; id !== undefined && !earlier.has(id);) {
    const resolution = /^\d+-\d+(@\d+)?$/.test(id)
      ? await store.resolution(stream, id).catch(() => undefined)
      : undefined;
    if (resolution === undefined) break;
    earlier.set(id, resolution);
    const letter = readLetter(resolution);
    id = "record" in letter ? failedFields(letter.record)?.[FieldName.REPLAY_OF] : undefined;
  }
  return [...earlier.values()];
}
