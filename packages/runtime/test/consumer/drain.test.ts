import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, passOn, Reviewer } from "../lab.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

/** An agent whose work waits until the test finishes it. */
function held(): { agent: Reviewer; finish: () => void; aborted: boolean } {
  const control = {
    aborted: false,
    finish: (): void => {
      throw new Error("The work has not begun.");
    },
    agent: new Reviewer(async (event, traceId, context) => {
      context.signal.addEventListener("abort", () => {
        control.aborted = true;
      });
      await new Promise<void>((resolve) => {
        control.finish = resolve;
      });
      await passOn(event, traceId, context);
    }),
  };
  return control;
}

const consumer = { stream: "results", group: "reviewing_agents", consumer: "next" };

describe("draining", () => {
  it("lets the running handler finish and gives the rest back at once, as if it had not been delivered", async () => {
    const work = held();
    await bench.add("s1", "s2", "s3");
    const runtime = await bench.start([work.agent], { startFrom: "0" });
    await bench.clock.advance(10);
    const stopped = runtime.stop();
    await bench.clock.advance(10);
    work.finish();
    await bench.clock.run(stopped);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
    expect(bench.of("given_back")).toMatchObject([{ count: 2, reason: "drain" }]);
    const claimed = await bench.store.claim({ ...consumer, count: 10, minIdleMs: 30_000 });
    expect(claimed.map(({ deliveries }) => deliveries)).toEqual([1, 1]);
  });

  it("leaves a handler that never returns behind after the drain limit; its entry is not lost", async () => {
    const work = held();
    const runtime = await bench.start([work.agent], { limits: { drainMs: 2_000 } });
    await bench.add("s1");
    await bench.clock.advance(10);
    await bench.clock.run(runtime.stop());
    expect(work.aborted).toBe(true);
    expect(await bench.pending("results")).toBe(1);
    const claimed = await bench.store.claim({ ...consumer, count: 10, minIdleMs: 30_000 });
    expect(claimed.map(({ deliveries }) => deliveries)).toEqual([1]);
  });

  it("marks the agents as stopped", async () => {
    const runtime = await bench.start([new Reviewer(passOn)]);
    await bench.clock.run(runtime.stop());
    expect(await bench.states.get("Reviewer")).toMatchObject({ stoppedAt: bench.clock.now() });
    expect(bench.events.map(({ kind }) => kind)).toEqual(["agent_started", "agent_stopped"]);
  });
});

describe("the lease", () => {
  it("is renewed while a handler runs, however long", async () => {
    const work = held();
    await bench.start([work.agent]);
    await bench.add("s1");
    await bench.clock.advance(300_000);
    expect(await bench.store.claim({ ...consumer, count: 10, minIdleMs: 30_000 })).toEqual([]);
    work.finish();
    await bench.clock.advance(100);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
  });

  it("once lost fires the handler's signal, and what the handler did does not count", async () => {
    const work = held();
    await bench.start([work.agent]);
    await bench.add("s1");
    await bench.clock.advance(10);
    const [taken] = await bench.store.claim({ ...consumer, count: 1, minIdleMs: 0 });
    expect(taken?.deliveries).toBe(2);
    await bench.clock.advance(15_000);
    expect(work.aborted).toBe(true);
    work.finish();
    await bench.clock.advance(100);
    expect(await bench.read("reviews")).toEqual([]);
    expect(await bench.pending("results")).toBe(1);
  });

  it("lost while the entry waits for its turn keeps the handler from starting", async () => {
    const work = held();
    await bench.add("s1", "s2");
    await bench.start([work.agent], { startFrom: "0" });
    await bench.clock.advance(10);
    await bench.store.claim({ ...consumer, count: 2, minIdleMs: 0 });
    await bench.clock.advance(15_000);
    work.finish();
    await bench.clock.advance(100);
    expect(bench.lines.filter(({ message }) => message === "agent handoff")).toHaveLength(1);
  });

  it("lost unnoticed is caught by the fence", async () => {
    const work = held();
    await bench.start([work.agent]);
    await bench.add("s1");
    await bench.clock.advance(10);
    await bench.store.claim({ ...consumer, count: 1, minIdleMs: 0 });
    work.finish();
    await bench.clock.advance(10);
    expect(bench.of("fenced")).toHaveLength(1);
    expect(bench.of("handed_off")).toEqual([]);
    expect(await bench.read("reviews")).toEqual([]);
  });
});
