import { FieldName } from "@handoff/contracts";
import { HandoffError } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as LabField from "../lab-field.js";
import { Bench, passOn, Reviewer } from "../lab.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

/** Fails the first `failures` times it is asked, then passes on. */
function failing(failures: number, { thrown }: { thrown: unknown } = { thrown: new Error("assay offline") }): Reviewer {
  let left = failures;
  return new Reviewer((event, traceId, context) => {
    if (left-- > 0) throw thrown;
    return passOn(event, traceId, context);
  });
}

describe("a handler that fails", () => {
  it("is retried after doubling delays, and the event is done once", async () => {
    await bench.start([failing(3)]);
    await bench.add("s1");
    await bench.clock.advance(1_000);
    expect(bench.of("retry_scheduled").map(({ retry, delayMs }) => [retry, delayMs])).toEqual([
      [1, 100],
      [2, 200],
      [3, 400],
    ]);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
    expect(await bench.read("dlq_events")).toEqual([]);
    expect(await bench.pending("results")).toBe(0);
  });

  it("is retried when its own delay is over, whatever other entries wait for", async () => {
    const failed = new Set<string>();
    const done: [string, number][] = [];
    const startedAt = bench.clock.now();
    await bench.start([
      new Reviewer((event) => {
        const sample = event[FieldName.DATA][LabField.SAMPLE];
        if (!failed.has(sample)) {
          failed.add(sample);
          throw new Error("assay offline");
        }
        done.push([sample, bench.clock.now() - startedAt]);
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(50);
    await bench.add("s2");
    await bench.clock.advance(2_000);
    expect(done).toEqual([
      ["s1", 100],
      ["s2", 150],
    ]);
  });

  it("becomes a dead letter after the last retry, with its count and reason", async () => {
    await bench.start([failing(100)]);
    await bench.add("s1");
    await bench.clock.advance(5_000);
    expect(await bench.read("dlq_events")).toMatchObject([
      {
        [FieldName.RETRY_COUNT]: "3",
        [FieldName.ERROR]: "assay offline",
        [FieldName.ERROR_CODE]: "HANDLER_FAILED",
      },
    ]);
    expect(await bench.pending("results")).toBe(0);
  });

  it("goes to the dead letters at once when no retries are allowed", async () => {
    await bench.start([failing(100)], { limits: { retries: 0 } });
    await bench.add("s1");
    await bench.clock.advance(100);
    expect(bench.of("dead_lettered")).toMatchObject([{ retryCount: 0 }]);
  });

  it("is given up at once when its failure is permanent", async () => {
    const conflict = new HandoffError("IDEMPOTENCY_CONFLICT", "order 7 was submitted before with another content");
    await bench.start([failing(100, { thrown: conflict })]);
    await bench.add("s1");
    await bench.clock.advance(100);
    expect(bench.of("dead_lettered")).toMatchObject([{ code: "IDEMPOTENCY_CONFLICT", retryCount: 0 }]);
  });

  it("does not burn retries on a store that its work cannot reach", async () => {
    const unreachable = new HandoffError("STORE_UNAVAILABLE", "no answer");
    await bench.start([failing(30, { thrown: unreachable })], { breaker: { failureThreshold: 1_000 } });
    await bench.add("s1");
    await bench.clock.advance(600_000);
    expect(await bench.read("dlq_events")).toEqual([]);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
  });

  it("is not given up in an outage of the store, even on its last attempt", async () => {
    const failures: Error[] = [
      ...[1, 2, 3].map((time) => new Error(`failed ${String(time)}`)),
      new HandoffError("STORE_UNAVAILABLE", "no answer"),
    ];
    await bench.start([
      new Reviewer((event, traceId, context) => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        return passOn(event, traceId, context);
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(60_000);
    expect(await bench.read("dlq_events")).toEqual([]);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
  });

  it("does not hold up the events behind it", async () => {
    await bench.start([failing(1)]);
    await bench.add("s1", "s2", "s3");
    await bench.clock.advance(50);
    expect(await bench.samples("reviews")).toEqual(["s2", "s3"]);
    await bench.clock.advance(1_000);
    expect(await bench.samples("reviews")).toEqual(["s2", "s3", "s1"]);
  });

  it.each([
    ["a string", "plain text"],
    ["undefined", undefined],
    ["an object", { status: 503 }],
  ])("may throw %s", async (_name, thrown) => {
    await bench.start([failing(100, { thrown })], { limits: { retries: 0 } });
    await bench.add("s1");
    await bench.clock.advance(100);
    const [letter] = await bench.read("dlq_events");
    expect(letter?.[FieldName.ERROR]).toContain("which is not an Error");
  });
});

describe("an entry that takes the process down", () => {
  it("is given up unseen once it was delivered more often than retries allow", async () => {
    const calls: string[] = [];
    const other = { stream: "results", group: "reviewing_agents", consumer: "crashed" };
    await bench.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "0" }]);
    await bench.add("s1");
    await bench.store.read({ ...other, count: 1, blockMs: 0 });
    for (let crash = 0; crash < 3; crash++) {
      await bench.clock.advance(30_000);
      await bench.store.claim({ ...other, count: 1, minIdleMs: 30_000 });
    }
    await bench.start([
      new Reviewer((_event, traceId) => {
        calls.push(traceId);
      }),
    ]);
    await bench.clock.advance(31_000);
    expect(calls).toEqual([]);
    expect(bench.of("dead_lettered")).toMatchObject([{ code: "DELIVERY_LIMIT", retryCount: 4 }]);
    expect(await bench.pending("results")).toBe(0);
  });
});

describe("an entry whose consumer died", () => {
  it("is claimed after its lease and done once", async () => {
    await bench.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "0" }]);
    await bench.add("s1");
    const dead = { stream: "results", group: "reviewing_agents", consumer: "dead" };
    await bench.store.read({ ...dead, count: 1, blockMs: 0 });
    await bench.start([new Reviewer(passOn)]);
    await bench.clock.advance(25_000);
    expect(await bench.samples("reviews")).toEqual([]);
    await bench.clock.advance(10_000);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
  });
});
