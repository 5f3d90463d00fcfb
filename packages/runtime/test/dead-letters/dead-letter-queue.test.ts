import { FieldName } from "@handoff/contracts";
import { DeadLetterQueue, openMemoryStore } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { labTopology, passOn, resultFields, Reviewer, TRACE } from "../lab.js";
import * as LabField from "../lab-field.js";
import { DeadLetterBench, Fragile } from "./dead-letter-bench.js";

const DLQ = "dlq_events";

let bench: DeadLetterBench;
let queue: DeadLetterQueue;
beforeEach(() => {
  bench = new DeadLetterBench();
  ({ queue } = bench);
});
afterEach(() => bench.stop());

describe("DeadLetterQueue.deadLetter", () => {
  const delivery = { stream: "results", entryId: "7-1", group: "reviewing_agents", agent: "Reviewer" };

  it("keeps the event as it arrived, once a delivery, so that it can be replayed", async () => {
    const { store } = openMemoryStore({ clock: bench.clock });
    const own = new DeadLetterQueue({ store, topology: labTopology, clock: bench.clock });
    await store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "$" }]);
    await own.deadLetter(resultFields("S-1"), new Error("assay offline"), { ...delivery, retryCount: 2 });
    await own.deadLetter(resultFields("S-1"), new Error("assay offline"), { ...delivery, retryCount: 2 });
    const { letters } = await own.list();
    expect(letters).toMatchObject([
      {
        record: {
          [FieldName.ERROR]: "assay offline",
          [FieldName.ERROR_CODE]: "HANDLER_FAILED",
          [FieldName.RETRY_COUNT]: 2,
          [FieldName.AGENT]: "Reviewer",
        },
      },
    ]);
    expect(await own.replay(letters[0]?.id ?? "")).toMatchObject([{ outcome: "replayed", group: "reviewing_agents" }]);
    const [hop] = await Promise.all((await store.children(TRACE)).map((traceId) => store.hop(traceId)));
    expect(hop).toMatchObject({ agent: "Reviewer", outcome: "dead_letter", input: { entryId: "7-1" } });
  });

  it("takes a decoded event, the count that it carries, and whatever was thrown", async () => {
    const event = {
      [FieldName.TYPE]: "result",
      [FieldName.DATA]: { [LabField.SAMPLE]: "S-1", [LabField.LEVEL]: 5 },
      [FieldName.TRACE_ID]: TRACE,
      [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
      [FieldName.RETRY_COUNT]: 4,
    };
    await queue.deadLetter(event, "a string");
    const { letters } = await queue.list();
    expect(letters).toMatchObject([
      { record: { [FieldName.RETRY_COUNT]: 4, [FieldName.ERROR]: expect.stringContaining("a string") } },
    ]);
    const [letter] = await bench.fieldsOf(DLQ);
    const kept = JSON.parse(letter?.[FieldName.FAILED_EVENT] ?? "") as Record<string, string>;
    expect(JSON.parse(kept[FieldName.DATA] ?? "")).toEqual(event[FieldName.DATA]);
    expect(await queue.replay(letters[0]?.id ?? "")).toMatchObject([{ outcome: "refused" }]);
  });
});

describe("DeadLetterQueue.inspect", () => {
  it("shows the event decoded, where it came from, its chain, and what became of it", async () => {
    const fragile = new Fragile();
    const [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    const open = await queue.inspect(id);
    expect(open).toMatchObject({
      id,
      state: "open",
      event: { [FieldName.DATA]: { [LabField.SAMPLE]: "S-1" } },
      replay: { stream: "results", group: "reviewing_agents" },
      earlier: [],
    });
    expect(open).not.toHaveProperty("fault");
    await queue.replay(id);
    expect(await queue.inspect(id)).toMatchObject({ state: "replayed", resolution: { replay: { stream: "results" } } });
  });

  it("says what is wrong with an event that cannot be decoded", async () => {
    await bench.start([new Reviewer(passOn)]);
    const poison = { ...resultFields("S-1"), [FieldName.DATA]: "{" };
    await bench.store.append({ stream: "results", fields: poison, eventId: "poison" });
    await bench.clock.advance(1_000);
    const [letter] = (await queue.list()).letters;
    const inspected = await queue.inspect(letter?.id ?? "");
    expect(inspected).toMatchObject({ fault: expect.stringContaining("DATA_NOT_JSON"), state: "open" });
    expect(inspected?.lineage).toBeUndefined();
  });
});
