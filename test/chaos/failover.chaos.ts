import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { failover, FORGOTTEN } from "./stages/failover.js";

it("four failovers to a replica that is 50 ms behind: nothing twice, and the loss is known", async () => {
  const { result, breaches } = await measured("Failover to a lagging replica, without WAIT", () =>
    failover({ tasks: 10_000, rounds: 4, waiting: false }),
  );
  await keep("failover", result);
  expect(breaches).toEqual([]);
});

it("four failovers with WAIT: nothing lost either", async () => {
  const { result, breaches } = await measured("Failover to a lagging replica, with WAIT", () =>
    failover({ tasks: 10_000, rounds: 4, waiting: true }),
  );
  await keep("failover-with-wait", result);
  expect(breaches).toEqual([]);
  expect(result.counts[FORGOTTEN]).toBe(0);
});
