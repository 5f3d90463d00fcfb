import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, passOn, Reviewer, unreliable } from "../lab.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

describe("a store that does not answer", () => {
  it.each(["read", "handOff"] as const)("is waited out in %s: nothing is lost or done twice", async (operation) => {
    const outage = { down: true };
    await bench.start([new Reviewer(passOn)], { store: unreliable(bench.store, operation, outage) });
    await bench.add("s1", "s2");
    await bench.clock.advance(20_000);
    expect(await bench.samples("reviews")).toEqual([]);
    outage.down = false;
    await bench.clock.advance(20_000);
    expect(await bench.samples("reviews")).toEqual(["s1", "s2"]);
    expect(await bench.pending("results")).toBe(0);
  });

  it("is told of once, and once more when it answers again", async () => {
    const outage = { down: true };
    await bench.start([new Reviewer(passOn)], { store: unreliable(bench.store, "read", outage) });
    await bench.clock.advance(60_000);
    outage.down = false;
    await bench.clock.advance(60_000);
    expect(bench.of("store_lost")).toHaveLength(1);
    expect(bench.of("store_restored")).toHaveLength(1);
  });

  it("does not keep the runtime from stopping within the drain limit", async () => {
    const outage = { down: true };
    const runtime = await bench.start([new Reviewer(passOn)], {
      store: unreliable(bench.store, "handOff", outage),
      limits: { drainMs: 3_000 },
    });
    await bench.add("s1");
    await bench.clock.advance(1_000);
    const before = bench.clock.now();
    await bench.clock.run(runtime.stop());
    expect(bench.clock.now() - before).toBeLessThanOrEqual(3_000);
    expect(await bench.pending("results")).toBe(1);
  });
});
