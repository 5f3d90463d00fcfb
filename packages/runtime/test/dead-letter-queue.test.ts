import { type DeadLetter, encodeDeadLetter, FieldName } from "@handoff/contracts";
import { DeadLetterQueue, type EventStore, openMemoryStore, VirtualClock } from "@handoff/runtime";
import { beforeEach, describe, expect, it } from "vitest";

let store: EventStore;
let queue: DeadLetterQueue;
beforeEach(() => {
  store = openMemoryStore({ clock: new VirtualClock(1_000) }).store;
  queue = new DeadLetterQueue(store, "dlq_events");
});

async function add(fields: Readonly<Record<string, string>>): Promise<void> {
  await store.append({ stream: "dlq_events", fields, eventId: crypto.randomUUID() });
}

function letter(given: Partial<DeadLetter>): Readonly<Record<string, string>> {
  return encodeDeadLetter({
    [FieldName.FAILED_EVENT]: "{}",
    [FieldName.ERROR]: "assay offline",
    [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
    [FieldName.RETRY_COUNT]: 3,
    ...given,
  });
}

const errorsOf = async (query: Parameters<DeadLetterQueue["list"]>[0]): Promise<string[]> =>
  (await queue.list(query)).map((one) => ("record" in one ? one.record[FieldName.ERROR] : "unreadable"));

describe("DeadLetterQueue.list", () => {
  it("is empty where nothing was given up", async () => {
    await expect(queue.list()).resolves.toEqual([]);
  });

  it("lists newest first, the document's own four fields being enough", async () => {
    await add(letter({ [FieldName.ERROR]: "first" }));
    await add(letter({ [FieldName.ERROR]: "second" }));
    expect(await errorsOf({})).toEqual(["second", "first"]);
  });

  it("filters by agent and by code", async () => {
    await add(
      letter({ [FieldName.ERROR]: "a", [FieldName.AGENT]: "Reviewer", [FieldName.ERROR_CODE]: "DATA_INVALID" }),
    );
    await add(letter({ [FieldName.ERROR]: "b", [FieldName.AGENT]: "Archive", [FieldName.ERROR_CODE]: "DATA_INVALID" }));
    await add(
      letter({ [FieldName.ERROR]: "c", [FieldName.AGENT]: "Archive", [FieldName.ERROR_CODE]: "HANDLER_FAILED" }),
    );
    expect(await errorsOf({ agent: "Archive" })).toEqual(["c", "b"]);
    expect(await errorsOf({ code: "DATA_INVALID" })).toEqual(["b", "a"]);
    expect(await errorsOf({ agent: "Archive", code: "DATA_INVALID" })).toEqual(["b"]);
  });

  it("pages with the id of the last one listed", async () => {
    for (const error of ["1", "2", "3", "4", "5"]) await add(letter({ [FieldName.ERROR]: error }));
    const page = await queue.list({ limit: 2 });
    expect(await errorsOf({ limit: 2 })).toEqual(["5", "4"]);
    expect(await errorsOf({ limit: 2, before: page.at(-1)?.id ?? "" })).toEqual(["3", "2"]);
  });

  it("finds a rare one behind many others", async () => {
    await add(letter({ [FieldName.ERROR]: "rare", [FieldName.AGENT]: "Archive" }));
    for (let index = 0; index < 1_200; index++) await add(letter({ [FieldName.AGENT]: "Reviewer" }));
    expect(await errorsOf({ agent: "Archive" })).toEqual(["rare"]);
  });

  it("lists an entry that is no dead letter as unreadable, never hides it", async () => {
    await add({ hello: "world" });
    const [listed] = await queue.list();
    expect(listed).toHaveProperty("unreadable", expect.stringContaining("DEAD_LETTER_INVALID"));
  });
});
