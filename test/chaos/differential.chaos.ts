import { expect, it } from "vitest";
import { compareStores } from "../../packages/runtime/test/adapters/differential.js";
import { keep, measured, NOTHING } from "./stage.js";

it("500 random sequences on the memory store and on Redis: the same replies and the same state", async () => {
  const { result } = await measured(
    "Memory store and Redis, given the same random operations: replies that agree",
    async () => {
      const { operations, handedOff, claimed } = await compareStores(500);
      const counts = { sequences: 500, "settlements among them": handedOff, "redeliveries among them": claimed };
      return { verdict: { ...NOTHING, outcomes: operations }, counts };
    },
  );
  await keep("differential", result);
  expect(result.outcomes).toBeGreaterThan(5_000);
});
