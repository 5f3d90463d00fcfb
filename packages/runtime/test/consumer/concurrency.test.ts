import { encodeEvent, FieldName } from "@handoff/contracts";
import { type AgentTuning, type EventStore, type Runtime } from "@handoff/runtime";
import { array, assert, asyncProperty, constantFrom, nat, record } from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, labTopology, passOn, Reviewer, TRACE, unreliable } from "../lab.js";
import * as LabField from "../lab-field.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

/** Adds a result of a sample; its level says which one it is. */
async function add(store: EventStore, sample: string, level: number): Promise<void> {
  const fields = encodeEvent(
    {
      [FieldName.TYPE]: "result",
      [FieldName.DATA]: { [LabField.SAMPLE]: sample, [LabField.LEVEL]: level },
      [FieldName.TRACE_ID]: TRACE,
      [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
      [FieldName.SOURCE_AGENT]: "Analyser",
    },
    labTopology.streams.results,
  );
  await store.append({ stream: "results", fields, eventId: `${sample}/${String(level)}` });
}

/** An agent that notes what it begins and how many it has in work, and takes a second for each. */
function slow(): { agent: Reviewer; begun: string[]; most: number } {
  let inWork = 0;
  const seen = {
    begun: new Array<string>(),
    most: 0,
    agent: new Reviewer(async (event, traceId, context) => {
      const { [FieldName.DATA]: data } = event;
      seen.begun.push(`${data[LabField.SAMPLE]}${String(data[LabField.LEVEL])}`);
      inWork += 1;
      seen.most = Math.max(seen.most, inWork);
      await bench.clock.sleep(1_000);
      inWork -= 1;
      await passOn(event, traceId, context);
    }),
  };
  return seen;
}

const start = (agent: Reviewer, tuning: AgentTuning): Promise<Runtime> =>
  bench.start([agent], { startFrom: "0", perAgent: { Reviewer: tuning } });

describe("concurrency", () => {
  it.each([1, 3, 10])("has as many events in work as it says: %i", async (concurrency) => {
    const work = slow();
    for (let level = 0; level < 20; level++) await add(bench.store, "a", level);
    await start(work.agent, { concurrency });
    await bench.clock.advance(25_000);
    expect(work.most).toBe(concurrency);
    expect(await bench.samples("reviews")).toHaveLength(20);
    expect(await bench.pending("results")).toBe(0);
  });

  it("takes no more entries in hand than maxInFlight", async () => {
    const work = slow();
    for (let level = 0; level < 20; level++) await add(bench.store, "a", level);
    await start(work.agent, { concurrency: 2, maxInFlight: 4, batchSize: 4 });
    await bench.clock.advance(10);
    expect(await bench.pending("results")).toBe(4);
    await bench.clock.advance(30_000);
    expect(await bench.samples("reviews")).toHaveLength(20);
  });

  it("does not begin what is in work again where its lease could not be renewed in time", async () => {
    const work = slow();
    const store = unreliable(bench.store, "renew", { down: true });
    for (let level = 0; level < 3; level++) await add(bench.store, "a", level);
    const tuning = { concurrency: 2, leaseMs: 300, backoffMaxMs: 300, claimIntervalMs: 100 };
    await bench.start([work.agent], { startFrom: "0", store, perAgent: { Reviewer: tuning } });
    await bench.clock.advance(10_000);
    expect(work.begun).toEqual(["a0", "a1", "a2"]);
    expect(await bench.samples("reviews")).toHaveLength(3);
    expect(await bench.pending("results")).toBe(0);
  });

  it("is not more than one while a half-open breaker tries", async () => {
    let fails = true;
    let inWork = 0;
    let most = 0;
    const agent = new Reviewer(async () => {
      inWork += 1;
      if (!fails) most = Math.max(most, inWork);
      await bench.clock.sleep(100);
      inWork -= 1;
      if (fails) throw new Error("down");
    });
    for (let level = 0; level < 20; level++) await add(bench.store, "a", level);
    await bench.start([agent], {
      startFrom: "0",
      perAgent: { Reviewer: { concurrency: 4 } },
      breaker: { failureThreshold: 2, resetTimeoutMs: 5_000 },
    });
    await bench.clock.advance(1_000);
    fails = false;
    // A fifth one began before the second failure, and failed 100 ms after it.
    await bench.clock.advance(4_250);
    expect(most).toBe(1);
    await bench.clock.advance(60_000);
    expect(most).toBe(4);
    expect(await bench.pending("results")).toBe(0);
  });
});

describe("order by a key", () => {
  it("works on different keys side by side, and on one key in its order", async () => {
    const work = slow();
    for (let level = 0; level < 3; level++) for (const sample of ["a", "b", "c"]) await add(bench.store, sample, level);
    await start(work.agent, { concurrency: 10, orderBy: LabField.SAMPLE });
    await bench.clock.advance(500);
    expect(work.begun).toEqual(["a0", "b0", "c0"]);
    await bench.clock.advance(3_000);
    expect(work.begun).toEqual(["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"]);
  });

  it("is kept by an event that is retried, while other keys go on; its retries are counted", async () => {
    const done: string[] = [];
    const agent = new Reviewer((event) => {
      const { [FieldName.DATA]: data } = event;
      const name = `${data[LabField.SAMPLE]}${String(data[LabField.LEVEL])}`;
      if (name === "a0") throw new Error("never");
      done.push(name);
    });
    for (const [sample, level] of [
      ["a", 0],
      ["a", 1],
      ["b", 0],
    ] as const)
      await add(bench.store, sample, level);
    await start(agent, { concurrency: 2, orderBy: LabField.SAMPLE, retries: 2, backoffInitialMs: 1_000 });
    await bench.clock.advance(500);
    expect(done).toEqual(["b0"]);
    await bench.clock.advance(10_000);
    expect(done).toEqual(["b0", "a1"]);
    expect(bench.of("dead_lettered")).toMatchObject([{ retryCount: 2 }]);
    expect(bench.of("retry_scheduled").map(({ retry, delayMs }) => [retry, delayMs])).toEqual([
      [1, 1_000],
      [2, 2_000],
    ]);
  });

  it("may be by a key of the envelope; what has no such key waits for nothing", async () => {
    const work = slow();
    for (let level = 0; level < 3; level++) await add(bench.store, "a", level);
    await start(work.agent, { concurrency: 10, orderBy: FieldName.TRACE_ID });
    await bench.clock.advance(500);
    expect(work.begun).toEqual(["a0"]);
    const other = slow();
    await bench.stop();
    bench = new Bench();
    for (let level = 0; level < 3; level++) await add(bench.store, "a", level);
    await start(other.agent, { concurrency: 10, orderBy: "no_such_key" });
    await bench.clock.advance(500);
    expect(other.begun).toEqual(["a0", "a1", "a2"]);
  });

  it("begins with what an earlier incarnation left behind, once all of it can be claimed", async () => {
    await bench.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "0" }]);
    for (const level of [0, 1, 2]) await add(bench.store, "a", level);
    const gone = { stream: "results", group: "reviewing_agents", consumer: "gone" };
    await bench.store.read({ ...gone, count: 2, blockMs: 0 });
    await bench.clock.advance(10_000);
    // The first one was tried again later than the second.
    const [first] = await bench.store.range({ stream: "results", from: "-", to: "+", count: 1 });
    await bench.store.renew(gone, [first?.id ?? ""]);
    const work = slow();
    await start(work.agent, { concurrency: 5, orderBy: LabField.SAMPLE, leaseMs: 30_000 });
    await bench.clock.advance(25_000);
    expect(work.begun).toEqual([]);
    await bench.clock.advance(60_000);
    expect(work.begun).toEqual(["a0", "a1", "a2"]);
  });

  it("holds whatever fails how often, and every event has its outcome", async () => {
    const event = record({ sample: constantFrom("a", "b", "c"), failures: nat({ max: 4 }), workMs: nat({ max: 300 }) });
    await assert(
      asyncProperty(array(event, { maxLength: 30 }), nat({ max: 8 }), async (events, extra) => {
        bench = new Bench();
        const attempts = new Map<string, number>();
        const finished: string[] = [];
        const agent = new Reviewer(async ({ [FieldName.DATA]: data }) => {
          const level = data[LabField.LEVEL];
          const name = `${data[LabField.SAMPLE]}${String(level)}`;
          const tried = (attempts.get(name) ?? 0) + 1;
          attempts.set(name, tried);
          await bench.clock.sleep(events[level]?.workMs ?? 0);
          if (tried <= (events[level]?.failures ?? 0)) throw new Error("not yet");
          finished.push(name);
        });
        for (const [level, { sample }] of events.entries()) await add(bench.store, sample, level);
        await bench.start([agent], {
          startFrom: "0",
          breaker: { failureThreshold: 1_000 },
          perAgent: { Reviewer: { concurrency: 1 + extra, orderBy: LabField.SAMPLE, retries: 2 } },
        });
        await bench.clock.advance(600_000);
        const given = bench.of("dead_lettered").length;
        expect(finished.length + given).toBe(events.length);
        expect(given).toBe(events.filter(({ failures }) => failures > 2).length);
        for (const key of ["a", "b", "c"]) {
          const levels = finished.filter((name) => name.startsWith(key)).map((name) => Number(name.slice(1)));
          expect(levels).toEqual(levels.toSorted((a, b) => a - b));
        }
        expect(await bench.pending("results")).toBe(0);
        await bench.stop();
      }),
      { numRuns: 60 },
    );
  });
});

describe("pausing", () => {
  it("stops the reading, finishes what is in hand, and reads on when resumed", async () => {
    const work = slow();
    const runtime = await start(work.agent, {});
    await add(bench.store, "a", 0);
    await bench.clock.advance(10);
    runtime.pause("Reviewer");
    await bench.clock.advance(2_000);
    await add(bench.store, "a", 1);
    await bench.clock.advance(60_000);
    expect(work.begun).toEqual(["a0"]);
    expect(await bench.samples("reviews")).toHaveLength(1);
    runtime.resume();
    await bench.clock.advance(10);
    expect(work.begun).toEqual(["a0", "a1"]);
  });

  it("is refused for an agent that does not consume here", async () => {
    const runtime = await start(slow().agent, {});
    expect(() => {
      runtime.pause("Archive");
    }).toThrow("OPTION_INVALID: agents: Archive does not consume in this runtime.");
  });
});
