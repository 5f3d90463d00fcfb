import { FieldName } from "@handoff/contracts";
import { type DeadLetterQueue, MAX_BATCH } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resultFields, TRACE } from "../lab.js";
import { DeadLetterBench, Fragile } from "./dead-letter-bench.js";

const DLQ = "dlq_events";

let bench: DeadLetterBench;
let queue: DeadLetterQueue;
beforeEach(() => {
  bench = new DeadLetterBench();
  ({ queue } = bench);
});
afterEach(() => bench.stop());

describe("DeadLetterQueue.replay", () => {
  it("puts an event back as it was, for the group that gave it up, which processes it once", async () => {
    const fragile = new Fragile();
    const [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    fragile.broken = false;
    const [replayed] = await queue.replay(id);
    expect(replayed).toMatchObject({ id, outcome: "replayed", stream: "results", group: "reviewing_agents" });
    expect(await queue.replay([id, id])).toMatchObject([
      { outcome: "already_resolved" },
      { outcome: "already_resolved" },
    ]);
    await bench.clock.advance(60_000);
    expect(await bench.samples("reviews")).toEqual(["S-1"]);
    const [original = {}, again = {}] = await bench.fieldsOf("results");
    const { [FieldName.EVENT_ID]: eventId, ...rest } = again;
    const [first] = await bench.store.range({ stream: "results", from: "-", to: "+", count: 1 });
    expect(eventId).toBe(`results/${String(first?.id)}`);
    expect(rest).toEqual({
      ...original,
      [FieldName.REPLAY_OF]: id,
      [FieldName.REPLAY_COUNT]: "1",
      [FieldName.REPLAY_GROUP]: "reviewing_agents",
    });
    expect(await bench.pending("results")).toBe(0);
  });

  it("keeps what identifies the event, so that what follows is recognised downstream", async () => {
    const fragile = new Fragile();
    await bench.start([fragile.agent], { limits: { retries: 0 } });
    const fields = { ...resultFields("S-1"), [FieldName.EVENT_ID]: "lab-7" };
    fragile.broken = false;
    await bench.store.append({ stream: "results", fields, eventId: "a" });
    await bench.clock.advance(1_000);
    fragile.broken = true;
    await bench.store.append({ stream: "results", fields, eventId: "b" });
    await bench.clock.advance(1_000);
    fragile.broken = false;
    const [letter] = (await queue.list()).letters;
    await queue.replay(letter?.id ?? "");
    await bench.clock.advance(1_000);
    expect(fragile.done.map(({ eventId, delivery }) => [eventId, delivery])).toEqual([
      ["lab-7", 1],
      ["lab-7", 1],
    ]);
    const [first, second] = await bench.fieldsOf("reviews");
    expect(second?.[FieldName.EVENT_ID]).toBe(first?.[FieldName.EVENT_ID]);
  });

  it("is told apart from the first time in the chain of its event", async () => {
    const fragile = new Fragile();
    const [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    fragile.broken = false;
    await queue.replay(id);
    await bench.clock.advance(1_000);
    const hops = await Promise.all((await bench.store.children(TRACE)).map((traceId) => bench.store.hop(traceId)));
    expect(hops.map((hop) => hop?.outcome)).toEqual(["dead_letter", "handed_off"]);
  });

  it("adds an event once where an agent that does not fence gave it up twice", async () => {
    const fragile = new Fragile();
    const [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    const [letter = {}] = await bench.fieldsOf(DLQ);
    const { entryId: twin = "" } = await bench.store.append({ stream: DLQ, fields: letter, eventId: "twin" });
    expect((await queue.list()).letters).toMatchObject([{ id: twin, times: 2, folded: [id] }]);
    fragile.broken = false;
    const [first] = await queue.replay(twin);
    const [second] = await queue.replay(id);
    expect(second).toEqual({ ...first, id });
    expect(await bench.samples("results")).toEqual(["S-1", "S-1"]);
    expect(await queue.list()).toEqual({ letters: [] });
  });

  it("counts how often an event that fails again was given up, and knows the way back", async () => {
    const fragile = new Fragile();
    let [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    const ids = [id];
    for (let round = 0; round < 2; round++) {
      await queue.replay(id);
      await bench.clock.advance(1_000);
      const { letters } = await queue.list();
      expect(letters).toMatchObject([{ times: round + 2, folded: [] }]);
      id = letters[0]?.id ?? "";
      ids.unshift(id);
    }
    const inspected = await queue.inspect(id);
    expect(inspected?.earlier.map((one) => one.id)).toEqual(ids.slice(1));
    expect((await queue.list({ state: "resolved" })).letters).toMatchObject([{ times: 2, folded: [ids[2]] }]);
  });

  it("does nothing in a dry run, and says what it would do", async () => {
    const fragile = new Fragile();
    const [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    const would = [{ id, outcome: "would_replay", stream: "results", group: "reviewing_agents" }];
    expect(await queue.replay(id, { dryRun: true })).toEqual(would);
    expect(await queue.replay(id, { dryRun: true })).toEqual(would);
    expect(await bench.fieldsOf("results")).toHaveLength(1);
    expect((await queue.list()).letters).toHaveLength(1);
  });

  it("takes more than one step can, in the order asked for", async () => {
    const fragile = new Fragile();
    const samples = Array.from({ length: MAX_BATCH + 50 }, (_, index) => `S-${String(index)}`);
    await bench.giveUp(fragile.agent, ...samples);
    const letters = await bench.store.range({ stream: DLQ, from: "-", to: "+", count: 1_000 });
    const ids = letters.map(({ id }) => id).reverse();
    const replayed = await queue.replay(ids);
    expect(replayed.map((one) => [one.id, one.outcome])).toEqual(ids.map((id) => [id, "replayed"]));
    expect(await queue.list()).toEqual({ letters: [] });
  });

  it("refuses ids that are none before it does anything", async () => {
    const fragile = new Fragile();
    const [id = ""] = await bench.giveUp(fragile.agent, "S-1");
    await expect(queue.replay([id, "newest"])).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect((await queue.list()).letters).toHaveLength(1);
  });
});

describe("DeadLetterQueue.replayAll", () => {
  it("replays what matches and was there, oldest first, and is not caught in a circle", async () => {
    const fragile = new Fragile();
    await bench.giveUp(fragile.agent, "S-1", "S-2");
    const replaying = queue.replayAll({ agent: "Reviewer" });
    await bench.clock.run(replaying);
    expect(await replaying).toEqual({ replayed: 2, refused: 0, refusals: [], aborted: false });
    await bench.clock.advance(1_000);
    const letters = await bench.store.range({ stream: DLQ, from: "-", to: "+", count: 10 });
    expect(letters).toHaveLength(2);
    expect(await bench.samples("results")).toEqual(["S-1", "S-2", "S-1", "S-2"]);
    expect(await queue.replayAll({ agent: "Archive" })).toMatchObject({ replayed: 0 });
  });

  it("says in a dry run how many it would be", async () => {
    const fragile = new Fragile();
    await bench.giveUp(fragile.agent, "S-1", "S-2");
    expect(await queue.replayAll({}, { dryRun: true })).toMatchObject({ replayed: 2, refused: 0 });
    expect(await bench.fieldsOf("results")).toHaveLength(2);
  });

  it("keeps to its rate, tells how far it is, and ends between batches when it is told to", async () => {
    const fragile = new Fragile();
    await bench.giveUp(fragile.agent, ...Array.from({ length: 30 }, (_, index) => `S-${String(index)}`));
    fragile.broken = false;
    const startedAt = bench.clock.now();
    const told: { readonly replayed: number; readonly afterMs: number }[] = [];
    const stop = new AbortController();
    const replaying = queue.replayAll(
      {},
      {
        ratePerSecond: 50,
        signal: stop.signal,
        onProgress: ({ total, replayed }) => {
          expect(total).toBe(30);
          told.push({ replayed, afterMs: bench.clock.now() - startedAt });
          if (replayed === 20) stop.abort();
        },
      },
    );
    expect(await bench.clock.run(replaying)).toMatchObject({ replayed: 20, aborted: true });
    expect(told).toEqual([0, 100, 200, 300].map((afterMs, index) => ({ replayed: 5 * (index + 1), afterMs })));
    expect((await queue.list()).letters).toHaveLength(10);
  });

  it.each([0, -1, Number.NaN])("refuses a rate of %d", async (ratePerSecond) => {
    await expect(queue.replayAll({}, { ratePerSecond })).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});
