import { describe, expect, it } from "vitest";
import { compareStores } from "./differential.js";

/** How many sequences there are here; `npm run chaos` takes 500. */
const SEQUENCES = Number(process.env["DIFFERENTIAL_SEQUENCES"] ?? 60);

describe("the memory store and Redis", () => {
  it("give the same replies to the same operations, and end in the same state", { timeout: 600_000 }, async () => {
    const { handedOff, claimed, replayed, trimmed } = await compareStores(SEQUENCES);
    // Sequences in which nothing happens would agree as well.
    expect(handedOff).toBeGreaterThan(SEQUENCES);
    expect(claimed).toBeGreaterThan(SEQUENCES / 2);
    expect(replayed).toBeGreaterThan(SEQUENCES / 10);
    expect(trimmed).toBeGreaterThan(SEQUENCES / 12);
  });
});
