import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { foreignHand, type HandName, HANDS } from "./stages/foreign-hands.js";

it.each(Object.keys(HANDS) as HandName[])("%s: heals in under a second, with under 20 log lines", async (hand) => {
  const { result, breaches } = await measured(`A foreign hand under load: ${hand}`, () => foreignHand(hand, 500));
  await keep(`foreign-hand-${hand.toLowerCase().replaceAll(" ", "-")}`, result);
  expect(breaches).toEqual([]);
  expect(result.counts["ms until it flowed again"]).toBeLessThan(1_000);
  expect(result.counts["log lines"]).toBeLessThan(20);
});
