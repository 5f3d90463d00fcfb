import { expect, it } from "vitest";
import { firstSeedThatFinds, SEEDS_FOR_A_BUG } from "../../packages/runtime/test/simulation/bug-hunt.js";
import { plantedBugs } from "../../packages/runtime/test/simulation/planted-bugs.js";
import { simulate } from "../../packages/runtime/test/simulation/simulation.js";
import { keep, measured, NOTHING, together, type Verdict } from "./stage.js";

const SEEDS = 2_000;

it("2,000 seeds on the memory store with a virtual clock, and three planted bugs", async () => {
  const { result, breaches } = await measured("Simulation: faults at every await of a store operation", async () => {
    let verdict: Verdict = NOTHING;
    let faults = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const simulated = await simulate(seed);
      faults += simulated.trace.length;
      const place = `SIM_SEED=${seed}`;
      const found = simulated.verdict.breaches.map((breach) => ({ ...breach, place: `${place} ${breach.place}` }));
      verdict = together(verdict, { ...simulated.verdict, breaches: found });
    }
    const counts: Record<string, number> = { seeds: SEEDS, faults };
    for (const [bug, plant] of Object.entries(plantedBugs)) {
      counts[`seeds until it finds ${bug}`] = (await firstSeedThatFinds(plant)) + 1;
    }
    return { verdict, counts };
  });
  await keep("simulation", result);
  expect(breaches).toEqual([]);
  for (const bug of Object.keys(plantedBugs)) {
    expect(result.counts[`seeds until it finds ${bug}`]).toBeLessThanOrEqual(SEEDS_FOR_A_BUG);
  }
});
