import { encodeDeadLetter, type EntryFields, FieldName } from "@handoff/contracts";
import type { DeadLetterQueue, Replayed } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resultFields } from "../lab.js";
import { DeadLetterBench } from "./dead-letter-bench.js";

const DLQ = "dlq_events";

let bench: DeadLetterBench;
let queue: DeadLetterQueue;
beforeEach(() => {
  bench = new DeadLetterBench();
  ({ queue } = bench);
});
afterEach(() => bench.stop());

describe("what cannot be replayed", () => {
  const add = async (fields: EntryFields): Promise<string> => {
    const { entryId = "" } = await bench.store.append({ stream: DLQ, fields, eventId: crypto.randomUUID() });
    return entryId;
  };
  const letter = (given: Readonly<Record<string, string>>): EntryFields => ({
    ...encodeDeadLetter({
      [FieldName.FAILED_EVENT]: JSON.stringify(resultFields("S-1")),
      [FieldName.ERROR]: "assay offline",
      [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
      [FieldName.RETRY_COUNT]: 0,
    }),
    ...given,
  });
  const origin = { [FieldName.SOURCE_STREAM]: "results", [FieldName.CONSUMER_GROUP]: "reviewing_agents" };

  beforeEach(() => bench.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "$" }]));

  it.each([
    ["an entry that is none", { hello: "world" }, /no dead letter that could be read/],
    ["an event that is not JSON", letter({ ...origin, [FieldName.FAILED_EVENT]: "{" }), /not an event/],
    ["an event that is a list", letter({ ...origin, [FieldName.FAILED_EVENT]: "[]" }), /not an event/],
    ["one that does not say where it came from", letter({}), /does not say which stream/],
    ["a stream that is gone", letter({ ...origin, [FieldName.SOURCE_STREAM]: "gone" }), /no stream gone/],
    ["a group that is gone", letter({ ...origin, [FieldName.CONSUMER_GROUP]: "gone" }), /with a group gone/],
    [
      "an event with too many fields",
      letter({
        ...origin,
        [FieldName.FAILED_EVENT]: JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [i, "v"]))),
      }),
      /2004 fields, more than 2000/,
    ],
  ])("%s stays open, with the reason", async (_name, fields, reason) => {
    const id = await add(fields);
    const good = await add(letter(origin));
    const refused: Replayed = { id, outcome: "refused", reason: expect.stringMatching(reason) as string };
    expect(await queue.replay(id, { dryRun: true })).toEqual([refused]);
    expect(await queue.replay([id, good])).toMatchObject([refused, { id: good, outcome: "replayed" }]);
    expect(await queue.replayAll()).toEqual({ replayed: 0, refused: 1, refusals: [refused], aborted: false });
    expect((await queue.list()).letters.map((one) => one.id)).toEqual([id]);
    expect(await bench.store.inspect(["gone"])).toEqual([{ stream: "gone", length: 0, groups: [] }]);
  });

  it("an id that is no dead letter's is not found", async () => {
    expect(await queue.replay("1-1")).toEqual([{ id: "1-1", outcome: "not_found" }]);
    expect(await queue.inspect("1-1")).toBeUndefined();
    expect(() => queue.inspect("newest")).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });

  it("what names no group goes to any group of its stream", async () => {
    const id = await add(letter({ [FieldName.SOURCE_STREAM]: "results" }));
    expect(await queue.replay(id)).toMatchObject([{ outcome: "replayed", stream: "results" }]);
    const [event] = await bench.fieldsOf("results");
    expect(event).not.toHaveProperty(FieldName.REPLAY_GROUP);
    expect(event?.[FieldName.EVENT_ID]).toBe(`results/${id}`);
  });
});
