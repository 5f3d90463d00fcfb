import { describe, expect, it } from "vitest";
import { killsAndCuts } from "./stages/kills-and-cuts.js";
import { lostReplies } from "./stages/lost-replies.js";

/** Each stage of `npm run chaos`, for some seconds. */
describe("under faults nothing is lost and nothing is done twice", { timeout: 120_000 }, () => {
  it("where workers are killed and the network is cut", async () => {
    const { verdict, counts } = await killsAndCuts({ tasks: 600, kills: 4, cuts: 2 });
    expect(verdict.breaches).toEqual([]);
    expect(verdict.outcomes).toBe(1_200);
    expect(counts).toMatchObject({ "kills of a worker": 4 });
  });

  const cuts = { tasks: 800, cuts: 8, rounds: 1 };

  it("where replies are lost with their connections", async () => {
    const { verdict } = await lostReplies({ ...cuts, withoutFence: false });
    expect(verdict.breaches).toEqual([]);
    expect(verdict.outcomes).toBe(800);
  });

  it("or else the faults would hit nothing: without the fence, the same does things twice", async () => {
    let twice = 0;
    for (let round = 0; round < 5 && twice === 0; round++) {
      twice = (await lostReplies({ ...cuts, withoutFence: true })).verdict.twice;
    }
    expect(twice).toBeGreaterThan(0);
  });
});
