import { describe, expect, it } from "vitest";
import { firstSeedThatFinds, SEEDS_FOR_A_BUG } from "./bug-hunt.js";
import { plantedBugs } from "./planted-bugs.js";
import { simulate } from "./simulation.js";

/** How many seeds there are here; `npm run chaos` takes 2,000. */
const SEEDS = 100;
/** One seed alone, to look at. */
const { SIM_SEED: only } = process.env;
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed) : [Number(only)];

describe("the runtime, simulated", { timeout: 600_000 }, () => {
  it("loses nothing and does nothing twice, whatever fails at whatever await", async () => {
    for (const seed of seeds) {
      const { verdict, trace } = await simulate(seed);
      expect(verdict.breaches, `SIM_SEED=${seed}\n${trace.join("\n")}`).toEqual([]);
    }
  });

  it("is the same run for the same seed, to the last fault", async () => {
    const first = await simulate(7);
    expect(first.trace.length).toBeGreaterThan(5);
    expect(await simulate(7)).toEqual(first);
    expect((await simulate(8)).trace).not.toEqual(first.trace);
  });

  it.each(Object.entries(plantedBugs))("finds %s", async (_name, plant) => {
    const found = await firstSeedThatFinds(plant);
    expect(found).toBeLessThan(SEEDS_FOR_A_BUG);
    // The very seed fails again, and is sound without the bug.
    expect((await simulate(found, plant)).verdict.breaches).not.toEqual([]);
    expect((await simulate(found)).verdict.breaches).toEqual([]);
  });
});
