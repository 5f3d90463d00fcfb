import { expect, inject, it } from "vitest";
import { keep, measured } from "./stage.js";
import { IN_OUR_GROUP, IN_THE_MIDDLE, pythonAgents } from "./stages/python.js";

it("naive agents in Python in our group and in the middle of the chain, ours killed and cut off", async () => {
  const { result, breaches } = await measured(
    "Naive Python agents in our group and in the middle of the chain; our workers killed, our network cut",
    () => pythonAgents({ python: inject("python"), tasks: 5_000, kills: 20, cuts: 10 }),
  );
  await keep("python", result);
  expect(breaches).toEqual([]);
  expect(result.outcomes).toBe(20_000);
  expect(result.counts).toMatchObject({ "kills of a worker": 20, "network cuts": 10, [IN_THE_MIDDLE]: 5_000 });
  expect(result.counts[IN_OUR_GROUP]).toBeGreaterThan(100);
  expect(result.counts[IN_OUR_GROUP]).toBeLessThan(4_900);
});
