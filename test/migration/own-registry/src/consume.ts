import { decodeEvent } from "./codec.js";
import { deadLetter } from "./dead-letters.js";
import type { LabEvent } from "./events.js";
import type { Store } from "./store.js";

interface Reader<Event> {
  processEvent(event: Event): Promise<void>;
}

export async function consumeSamples<Event extends LabEvent>(store: Store, reader: Reader<Event>): Promise<number> {
  const reply = await store.xreadgroup("GROUP", "analysers", "c1", "STREAMS", "samples", ">");
  return handle(store, reply?.[0]?.[1] ?? [], { reader, done: (id) => store.xack("samples", "analysers", id) });
}

export async function consumeResults<Event extends LabEvent>(store: Store, reader: Reader<Event>): Promise<number> {
  const reply = await store.xreadgroup("GROUP", "reviewers", "c1", "STREAMS", "results", ">");
  return handle(store, reply?.[0]?.[1] ?? [], { reader, done: (id) => store.xack("results", "reviewers", id) });
}

async function handle<Event extends LabEvent>(
  store: Store,
  entries: readonly [string, string[]][],
  { reader, done }: { reader: Reader<Event>; done: (id: string) => Promise<unknown> },
): Promise<number> {
  for (const [id, flat] of entries) {
    const event = decodeEvent<Event>(flat);
    try {
      await reader.processEvent(event);
    } catch (error) {
      await deadLetter(event, error, store);
    }
    await done(id);
  }
  return entries.length;
}

export async function createGroups(store: Store): Promise<void> {
  await store.xgroup("CREATE", "samples", "analysers", "0");
  await store.xgroup("CREATE", "results", "reviewers", "0");
}
