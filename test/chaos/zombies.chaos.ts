import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { zombies } from "./stages/zombies.js";

it("a worker stopped past its lease, ten times: its commits are fenced", async () => {
  const { result, breaches } = await measured("A worker stopped past its lease (SIGSTOP), and going on (SIGCONT)", () =>
    zombies({ tasks: 10_000, stops: 10 }),
  );
  await keep("zombies", result);
  expect(breaches).toEqual([]);
  expect(result.counts["commits fenced"]).toBeGreaterThan(0);
});
