import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { endPoints, OPERATIONS } from "./stages/end-points.js";

it("a worker killed at each of 12 points of its loop, three times each", async () => {
  const { result, breaches } = await measured("A worker killed at each point of its loop", () =>
    endPoints({ operations: OPERATIONS, times: 3 }),
  );
  await keep("end-points", result);
  expect(breaches).toEqual([]);
  expect(result.counts).toMatchObject({ points: 12, "workers that ended there": 36 });
});
