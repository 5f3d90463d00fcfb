import { expect, it } from "vitest";
import { keep, measured } from "./stage.js";
import { clusterOfThree } from "./stages/cluster.js";

it("three cluster nodes, eight partitions, slots moved and servers killed: nothing lost, nothing twice, in order", async () => {
  const stage = "Redis Cluster of three, eight partitions: slots moved, servers killed with SIGKILL, order per key";
  const { result, breaches } = await measured(stage, () => clusterOfThree({ tasks: 5_000, moves: 8, kills: 4 }));
  await keep("cluster", result);
  expect(breaches).toEqual([]);
  expect(result.outcomes).toBe(10_000);
  expect(result.counts).toMatchObject({ CROSSSLOT: 0, "kills of a server": 4 });
});
