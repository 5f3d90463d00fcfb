import { FieldName } from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, passOn, Reviewer } from "../lab.js";
import * as LabField from "../lab-field.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

const samples = Array.from({ length: 20 }, (_, index) => `s${String(index)}`);

/** An agent whose work fails while `outage.on`. */
function dependent(outage: { on: boolean; calls: number }): Reviewer {
  return new Reviewer((event, traceId, context) => {
    outage.calls++;
    if (outage.on) throw new Error("assay offline");
    return passOn(event, traceId, context);
  });
}

describe("an open breaker", () => {
  it("stops the reading: nothing is skipped, acknowledged or given up because of it", async () => {
    const outage = { on: true, calls: 0 };
    await bench.add(...samples);
    await bench.start([dependent(outage)], {
      startFrom: "0",
      breaker: { failureThreshold: 5, resetTimeoutMs: 60_000 },
    });
    await bench.clock.advance(50_000);
    expect(outage.calls).toBe(5);
    expect(bench.of("given_back")).toMatchObject([{ count: 15, reason: "breaker" }]);
    expect(await bench.read("dlq_events")).toEqual([]);
    expect(await bench.pending("results")).toBe(20);
    expect(bench.of("breaker_changed").map(({ state }) => state)).toEqual(["open"]);
  });

  it("reads one when half open, and everything once that succeeds", async () => {
    const outage = { on: true, calls: 0 };
    await bench.add(...samples);
    await bench.start([dependent(outage)], {
      startFrom: "0",
      breaker: { failureThreshold: 5, resetTimeoutMs: 60_000 },
    });
    await bench.clock.advance(50_000);
    outage.on = false;
    await bench.clock.advance(120_000);
    expect([...(await bench.samples("reviews"))].sort()).toEqual([...samples].sort());
    expect(await bench.pending("results")).toBe(0);
    expect(bench.of("breaker_changed").map(({ state }) => state)).toEqual(["open", "half_open", "closed"]);
  });

  it("does not burn retries: after an outage of many probes nothing was given up", async () => {
    const outage = { on: true, calls: 0 };
    await bench.add(...samples);
    await bench.start([dependent(outage)], {
      startFrom: "0",
      breaker: { failureThreshold: 5, resetTimeoutMs: 10_000 },
    });
    await bench.clock.advance(600_000);
    expect(outage.calls).toBeGreaterThan(20);
    // Nothing goes back but what was in hand when the breaker opened: a probe reads one.
    expect(bench.of("given_back")).toHaveLength(1);
    outage.on = false;
    await bench.clock.advance(120_000);
    expect(await bench.read("dlq_events")).toEqual([]);
    expect([...(await bench.samples("reviews"))].sort()).toEqual([...samples].sort());
  });

  it("does not protect an event that fails on its own: it is given up in the end, and the others are done", async () => {
    await bench.start(
      [
        new Reviewer((event, traceId, context) => {
          if (JSON.stringify(event).includes("cursed")) throw new Error("cannot be measured");
          return passOn(event, traceId, context);
        }),
      ],
      { breaker: { failureThreshold: 1, resetTimeoutMs: 1_000 } },
    );
    await bench.add("cursed");
    await bench.clock.advance(600_000);
    expect(bench.of("dead_lettered")).toMatchObject([{ code: "HANDLER_FAILED" }]);
    await bench.add("s1");
    await bench.clock.advance(10_000);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
    expect(await bench.pending("results")).toBe(0);
  });

  it("is followed by what was given back, before anything else is waited for", async () => {
    await bench.add("cursed", "s1", "s2");
    const work = new Reviewer((event, traceId, context) => {
      if (JSON.stringify(event).includes("cursed")) throw new Error("cannot be measured");
      return passOn(event, traceId, context);
    });
    const breaker = { failureThreshold: 1, resetTimeoutMs: 1_000 };
    await bench.start([work], { startFrom: "0", breaker, limits: { retries: 0 } });
    await bench.clock.advance(1_100);
    expect(await bench.samples("reviews")).toEqual(["s1", "s2"]);
  });

  it("is not opened by poison", async () => {
    await bench.start([new Reviewer(passOn)], { breaker: { failureThreshold: 1, resetTimeoutMs: 60_000 } });
    for (let index = 0; index < 10; index++) {
      await bench.store.append({ stream: "results", fields: { type: "rumour" }, eventId: `rumour ${String(index)}` });
    }
    await bench.add("s1");
    await bench.clock.advance(100);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
    expect(bench.of("breaker_changed")).toEqual([]);
  });

  it("is open still after a restart, until its time is up", async () => {
    const options = { breaker: { failureThreshold: 2, resetTimeoutMs: 60_000 }, startFrom: "0" } as const;
    const failing = new Reviewer(() => {
      throw new Error("no route");
    });
    await bench.add("s1", "s2", "s3");
    const first = await bench.start([failing], options);
    await bench.clock.advance(100);
    await bench.clock.run(first.stop());
    const done: string[] = [];
    const second = await bench.start(
      [new Reviewer(({ [FieldName.DATA]: data }) => void done.push(data[LabField.SAMPLE]))],
      options,
    );
    expect(second.breakers.get("Reviewer")).toMatchObject({ kind: "open" });
    await bench.clock.advance(50_000);
    expect(done).toEqual([]);
    await bench.clock.advance(60_000);
    expect(done.toSorted()).toEqual(["s1", "s2", "s3"]);
  });

  it("stays open by hand, after a restart too, and closes by hand", async () => {
    const runtime = await bench.start([new Reviewer(passOn)]);
    runtime.isolate("Reviewer");
    await bench.add("s1");
    await bench.clock.advance(100_000);
    await bench.clock.run(runtime.stop());
    const next = await bench.start([new Reviewer(passOn)]);
    await bench.clock.advance(100_000);
    expect(await bench.samples("reviews")).toEqual([]);
    next.release("Reviewer");
    await bench.clock.advance(2_000);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
    expect(() => {
      next.isolate("Archive");
    }).toThrow("OPTION_INVALID: agents: Archive does not run in this runtime.");
  });
});
