import type { Plant } from "./simulated-process.js";
import { simulate } from "./simulation.js";

/** A bug must show itself within so many seeds. */
export const SEEDS_FOR_A_BUG = 300;

/** The first seed, from 0, in which the bug breaks something; {@link SEEDS_FOR_A_BUG} where none does. */
export async function firstSeedThatFinds(plant: Plant): Promise<number> {
  for (let seed = 0; seed < SEEDS_FOR_A_BUG; seed++) {
    if ((await simulate(seed, plant)).verdict.breaches.length > 0) return seed;
  }
  return SEEDS_FOR_A_BUG;
}
