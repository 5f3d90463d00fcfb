import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { orderPerKey } from "./stages/order.js";

const size = { tasks: 5_000, kills: 10 };

it("ten kills of a worker that keeps the order of 20 keys, 16 at a time", async () => {
  const { result, breaches } = await measured("Order per key: the worker killed, tasks that fail at first", () =>
    orderPerKey({ ...size, ordered: true }),
  );
  await keep("order", result);
  expect(breaches).toEqual([]);
});

it("the same without asking for order loses it", async () => {
  const { result } = await measured("The same without asking for order (control: it must show disorder)", () =>
    orderPerKey({ ...size, ordered: false }),
  );
  await keep("order-not-asked", result);
  expect(result.otherBreaches).toBeGreaterThan(0);
});
