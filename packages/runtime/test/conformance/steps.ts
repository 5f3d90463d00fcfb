import { type EntryFields, FieldName } from "@handoff/contracts";
import type {
  ConsumerRef,
  Delivery,
  EventStore,
  Hop,
  Settlement,
  StreamEntry,
  WholeStore,
} from "../../src/ports/event-store.js";
import type { StoreFixture } from "./fixture.js";

export const WORK = { stream: "work", group: "workers" };
export const ONE: ConsumerRef = { ...WORK, consumer: "one" };
export const TWO: ConsumerRef = { ...WORK, consumer: "two" };

/** Longer than any check takes: an entry is idle for so long only when it was given back as such. */
export const LONG_MS = 1_000_000;

/** The fields of an entry that carries this text. */
export function carrying(text: string): EntryFields {
  return { [FieldName.TYPE]: "note", [FieldName.DATA]: text };
}

/** What the entries carry. */
export function carried(entries: readonly StreamEntry[]): (string | undefined)[] {
  return entries.map((entry) => entry.fields[FieldName.DATA]);
}

/** Adds entries with these texts, each with its text as event id, and yields their ids. */
export async function append(store: EventStore, texts: readonly string[], stream = WORK.stream): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const { entryId = "duplicate" } = await store.append({ stream, fields: carrying(text), eventId: text });
    ids.push(entryId);
  }
  return ids;
}

/** Adds entries with these texts and hands them to the first consumer. */
export async function deliver(
  { store }: Pick<StoreFixture, "store">,
  texts: readonly string[],
): Promise<readonly Delivery[]> {
  await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
  await append(store, texts);
  return store.read({ ...ONE, count: 1_000, blockMs: 0 });
}

/** One delivered entry, held by the first consumer. */
export async function deliverOne(fixture: StoreFixture, text = "a"): Promise<Delivery> {
  const [delivery] = await deliver(fixture, [text]);
  if (delivery === undefined) throw new Error("The store delivered nothing.");
  return delivery;
}

export function hop(traceId: string, parentTraceId = "root"): Hop {
  return { traceId, parentTraceId, agent: "Worker", outcome: "handed_off", at: 1_000, latencyMs: 5 };
}

/** Settles an entry with one output that carries its text, on `results`. */
export function settlement(entryId: string, text: string): Settlement {
  return { entryId, outputs: [{ stream: "results", fields: carrying(text) }], hop: hop(`trace-${text}`) };
}

export async function everything(store: WholeStore, stream: string): Promise<readonly StreamEntry[]> {
  return store.range({ stream, from: "-", to: "+", count: 1_000 });
}

/** How many entries of the group are pending. */
export async function pending(store: EventStore): Promise<number | undefined> {
  const [state] = await store.inspect([WORK.stream]);
  return state?.groups[0]?.pending;
}

/** Hands the first consumer's entries to the second, as after a lease that ran out. */
export async function takeOver({ store }: StoreFixture, entries: readonly Delivery[]): Promise<readonly Delivery[]> {
  const returned = entries.map(({ id, deliveries }) => ({ id, deliveries, idleMs: LONG_MS }));
  await store.giveBack(ONE, returned);
  return store.claim({ ...TWO, count: 1_000, minIdleMs: LONG_MS / 2 });
}
