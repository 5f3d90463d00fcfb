import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { poison } from "./stages/poison.js";

it("50 poison events in 5,000, unreadable or failing: 50 dead letters, each with its count", async () => {
  const { result, breaches } = await measured("Poison: not JSON, wrong schema, throws", () =>
    poison({ tasks: 5_000, notJson: 17, wrongSchema: 17, throwing: 16, exiting: 0 }),
  );
  await keep("poison", result);
  expect(breaches).toEqual([]);
  expect(result.counts).toMatchObject({ poison: 50, "dead letters": 50 });
});

it("50 poison events in 5,000, some of which take the process down: the same", async () => {
  const { result, breaches } = await measured("Poison: the same, and some that take the process down", () =>
    poison({ tasks: 5_000, notJson: 13, wrongSchema: 13, throwing: 12, exiting: 12 }),
  );
  await keep("poison-that-kills", result);
  expect(breaches).toEqual([]);
  expect(result.counts).toMatchObject({ poison: 50, "dead letters": 50 });
});
