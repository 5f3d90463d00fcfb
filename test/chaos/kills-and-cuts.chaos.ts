import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { killsAndCuts } from "./stages/kills-and-cuts.js";

it("60 kills of workers and 30 network cuts, 20,000 events through two agents", async () => {
  const { result, breaches } = await measured("Workers killed with SIGKILL, and the network cut, under load", () =>
    killsAndCuts({ tasks: 20_000, kills: 60, cuts: 30 }),
  );
  await keep("kills-and-cuts", result);
  expect(breaches).toEqual([]);
  expect(result.outcomes).toBe(40_000);
  expect(result.counts).toMatchObject({ "kills of a worker": 60, "network cuts": 30 });
});
