import { type DeadLetter, encodeDeadLetter, type EntryFields, FieldName } from "@handoff/contracts";
import {
  DeadLetterQueue,
  type DeadLetterQuery,
  type EventStore,
  openMemoryStore,
  VirtualClock,
} from "@handoff/runtime";
import { beforeEach, describe, expect, it } from "vitest";
import { labTopology } from "../lab.js";

const START = 1_700_000_000_000;

let clock: VirtualClock;
let store: EventStore;
let queue: DeadLetterQueue;
beforeEach(() => {
  clock = new VirtualClock(START);
  store = openMemoryStore({ clock }).store;
  queue = new DeadLetterQueue({ store, topology: labTopology, clock });
});

async function add(fields: EntryFields): Promise<string> {
  const { entryId = "" } = await store.append({ stream: "dlq_events", fields, eventId: crypto.randomUUID() });
  return entryId;
}

function letter(error: string, given: Partial<DeadLetter> = {}): EntryFields {
  return encodeDeadLetter({
    [FieldName.FAILED_EVENT]: "{}",
    [FieldName.ERROR]: error,
    [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
    [FieldName.RETRY_COUNT]: 3,
    ...given,
  });
}

/** A dead letter whose event has these fields. */
function failed(error: string, event: EntryFields, given: Partial<DeadLetter> = {}): EntryFields {
  return letter(error, { [FieldName.FAILED_EVENT]: JSON.stringify(event), ...given });
}

async function errorsOf(query: DeadLetterQuery): Promise<string[]> {
  const { letters } = await queue.list(query);
  return letters.map((one) => ("record" in one ? one.record[FieldName.ERROR] : "unreadable"));
}

describe("DeadLetterQueue.list", () => {
  it("is empty where nothing was given up", async () => {
    expect(await queue.list()).toEqual({ letters: [] });
  });

  it("lists newest first, the document's own four fields being enough", async () => {
    await add(letter("first"));
    await add(letter("second"));
    expect(await errorsOf({})).toEqual(["second", "first"]);
  });

  it("filters by agent, code, stream and type of the event, one or several at a time", async () => {
    const of = (agent: string, code: string, stream: string): Partial<DeadLetter> => ({
      [FieldName.AGENT]: agent,
      [FieldName.ERROR_CODE]: code,
      [FieldName.SOURCE_STREAM]: stream,
    });
    await add(failed("a", { [FieldName.TYPE]: "result" }, of("Reviewer", "DATA_INVALID", "results")));
    await add(failed("b", { [FieldName.TYPE]: "review" }, of("Archive", "DATA_INVALID", "reviews")));
    await add(failed("c", { [FieldName.TYPE]: "review" }, of("Archive", "HANDLER_FAILED", "reviews")));
    expect(await errorsOf({ agent: "Archive" })).toEqual(["c", "b"]);
    expect(await errorsOf({ code: "DATA_INVALID" })).toEqual(["b", "a"]);
    expect(await errorsOf({ stream: "results" })).toEqual(["a"]);
    expect(await errorsOf({ type: "review", code: "DATA_INVALID" })).toEqual(["b"]);
    expect(await errorsOf({ agent: "Archive", stream: "results" })).toEqual([]);
  });

  it("takes those given up from a time on, and before another", async () => {
    for (const error of ["0", "1", "2"]) {
      await add(letter(error));
      await clock.advance(1_000);
    }
    expect(await errorsOf({ since: START + 1_000 })).toEqual(["2", "1"]);
    expect(await errorsOf({ until: START + 1_000 })).toEqual(["0"]);
    expect(await errorsOf({ since: START + 500, until: START + 1_001 })).toEqual(["1"]);
    expect(await errorsOf({ until: 0 })).toEqual([]);
  });

  it.each(["open", "resolved"] as const)(
    "pages through %s ones with the place that the page before names",
    async (state) => {
      for (const error of ["1", "2", "3", "4", "5"]) {
        const id = await add(letter(error));
        if (state === "resolved") await queue.discard(id);
      }
      const errors: string[][] = [];
      let page: DeadLetterQuery = { state, limit: 2 };
      for (;;) {
        errors.push(await errorsOf(page));
        const { next } = await queue.list(page);
        if (next === undefined) break;
        page = { ...page, before: next };
      }
      expect(errors).toEqual([["5", "4"], ["3", "2"], ["1"]]);
    },
  );

  it("names no next page where the last one is full", async () => {
    await add(letter("1"));
    expect(await queue.list({ limit: 1 })).not.toHaveProperty("next");
  });

  it("finds a rare one behind many others", async () => {
    await add(letter("rare", { [FieldName.AGENT]: "Archive" }));
    for (let index = 0; index < 1_200; index++) await add(letter("usual", { [FieldName.AGENT]: "Reviewer" }));
    expect(await errorsOf({ agent: "Archive" })).toEqual(["rare"]);
  });

  it("lists an entry that is no dead letter as unreadable, never hides it", async () => {
    await add({ hello: "world" });
    const { letters } = await queue.list();
    expect(letters).toMatchObject([{ unreadable: expect.stringContaining("DEAD_LETTER_INVALID") }]);
  });

  it("folds what the same group gave up of the same event into one row", async () => {
    const from = (entryId: string, group: string): Partial<DeadLetter> => ({
      [FieldName.SOURCE_STREAM]: "results",
      [FieldName.ENTRY_ID]: entryId,
      [FieldName.CONSUMER_GROUP]: group,
    });
    const same = { [FieldName.EVENT_ID]: "same" };
    const first = await add(failed("first", same, from("1-1", "one")));
    await add(failed("other group", same, from("1-1", "two")));
    await add(failed("other event", { [FieldName.EVENT_ID]: "other" }, from("1-1", "one")));
    const again = await add(failed("again", same, from("2-1", "one")));
    const unnamed = await add(failed("unnamed", {}, from("3-1", "one")));
    await add(failed("unnamed again", {}, from("3-1", "one")));
    const { letters } = await queue.list();
    expect(letters.map(({ id, times, folded }) => ({ id, times, folded }))).toMatchObject([
      { times: 2, folded: [unnamed] },
      { id: again, times: 2, folded: [first] },
      { times: 1, folded: [] },
      { times: 1, folded: [] },
    ]);
  });

  it("shows only what is open, unless it is asked for what is resolved", async () => {
    const [gone, kept] = [await add(letter("gone")), await add(letter("kept"))];
    await queue.discard(gone);
    expect(await errorsOf({})).toEqual(["kept"]);
    const { letters } = await queue.list({ state: "resolved" });
    expect(letters).toMatchObject([{ id: gone, resolution: { at: START } }]);
    expect(letters[0]?.id).not.toBe(kept);
  });

  it("reads no more than a page for a page, however many are resolved", async () => {
    for (let index = 0; index < 1_000; index++) await queue.discard(await add(letter("old")));
    await add(letter("open"));
    let entriesRead = 0;
    const counting = new Proxy(store, {
      get: (target, name) => {
        if (name !== "range") return Reflect.get(target, name) as unknown;
        return async (request: Parameters<EventStore["range"]>[0]) => {
          const entries = await target.range(request);
          entriesRead += entries.length;
          return entries;
        };
      },
    });
    const { letters } = await new DeadLetterQueue({ store: counting, topology: labTopology }).list();
    expect(letters).toHaveLength(1);
    expect(entriesRead).toBe(1);
  });

  it.each([{ limit: 0 }, { limit: 1.5 }, { before: "yesterday" }, { state: "resolved", before: "1-1" }] as const)(
    "refuses %o",
    async (query) => {
      await expect(queue.list(query)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    },
  );
});

describe("DeadLetterQueue.purge", () => {
  it("removes what is resolved for good, and leaves what is open", async () => {
    const [first, second, open] = [await add(letter("1")), await add(letter("2")), await add(letter("open"))];
    await queue.discard([first, second]);
    expect(await queue.purge({}, { dryRun: true })).toBe(2);
    expect(await queue.purge()).toBe(2);
    expect(await queue.list({ state: "resolved" })).toEqual({ letters: [] });
    expect(await queue.inspect(first)).toBeUndefined();
    expect(await queue.inspect(open)).toMatchObject({ state: "open" });
  });

  it("removes open ones where it is told to, those that match", async () => {
    await add(letter("old", { [FieldName.AGENT]: "Archive" }));
    await clock.advance(10_000);
    await add(letter("young", { [FieldName.AGENT]: "Archive" }));
    await add(letter("other"));
    expect(await queue.purge({ state: "open", agent: "Archive", until: START + 5_000 })).toBe(1);
    expect(await errorsOf({})).toEqual(["other", "young"]);
  });

  it("takes as many as there are, tells how far it is, and stops when it is told to", async () => {
    for (let index = 0; index < 450; index++) await add(letter("many"));
    const stop = new AbortController();
    const told: number[] = [];
    const onProgress = (purged: number): void => {
      told.push(purged);
      if (purged >= 400) stop.abort();
    };
    expect(await queue.purge({ state: "open" }, { onProgress, signal: stop.signal })).toBe(400);
    expect(told).toEqual([200, 400]);
    expect(await queue.purge({ state: "open" })).toBe(50);
  });
});

describe("DeadLetterQueue.discard", () => {
  it("takes dead letters off the list, and says what became of each", async () => {
    const [first, second] = [await add(letter("1")), await add(letter("2"))];
    expect(await queue.discard([first, "1-1"], { dryRun: true })).toEqual([
      { id: first, outcome: "would_discard" },
      { id: "1-1", outcome: "not_found" },
    ]);
    expect(await queue.discard(first)).toEqual([{ id: first, outcome: "discarded" }]);
    expect(await queue.discard([first, second])).toMatchObject([
      { id: first, outcome: "already_resolved" },
      { id: second, outcome: "discarded" },
    ]);
    expect(await queue.list()).toEqual({ letters: [] });
    await expect(queue.discard([first, "newest"])).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});
