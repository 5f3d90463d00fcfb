import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { lostReplies } from "./stages/lost-replies.js";

const size = { tasks: 20_000, cuts: 40, rounds: 3 };

it("40 cuts with the reply kept back, three rounds of 20,000 events, fenced", async () => {
  const { result, breaches } = await measured("Network cut with the replies kept back", () =>
    lostReplies({ ...size, withoutFence: false }),
  );
  await keep("lost-replies", result);
  expect(breaches).toEqual([]);
  expect(result.outcomes).toBe(60_000);
});

it("the same without the fence does things twice: the faults do hit", async () => {
  const { result } = await measured("The same without a fence (control: it must show duplicates)", () =>
    lostReplies({ ...size, withoutFence: true }),
  );
  await keep("lost-replies-unfenced", result);
  expect(result.twice).toBeGreaterThan(0);
  expect(result.lost).toBe(0);
});
