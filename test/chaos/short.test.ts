import { describe, expect, inject, it } from "vitest";
import { clusterOfThree } from "./stages/cluster.js";
import { endPoints } from "./stages/end-points.js";
import { failover, FORGOTTEN } from "./stages/failover.js";
import { foreignHand, type HandName, HANDS } from "./stages/foreign-hands.js";
import { killsAndCuts } from "./stages/kills-and-cuts.js";
import { lostReplies } from "./stages/lost-replies.js";
import { orderPerKey } from "./stages/order.js";
import { poison } from "./stages/poison.js";
import { IN_OUR_GROUP, IN_THE_MIDDLE, pythonAgents } from "./stages/python.js";
import { serverKills } from "./stages/server-kills.js";
import { zombies } from "./stages/zombies.js";

/** Each stage of `npm run chaos`, for some seconds. */
describe("under faults nothing is lost and nothing is done twice", { timeout: 120_000 }, () => {
  it("where workers are killed and the network is cut", async () => {
    const { verdict, counts } = await killsAndCuts({ tasks: 600, kills: 4, cuts: 2 });
    expect(verdict.breaches).toEqual([]);
    expect(verdict.outcomes).toBe(1_200);
    expect(counts).toMatchObject({ "kills of a worker": 4 });
    expect(counts["entries trimmed meanwhile"]).toBeGreaterThan(0);
  });

  const cuts = { tasks: 800, cuts: 8, rounds: 1 };

  it("where replies are lost with their connections", async () => {
    const { verdict } = await lostReplies({ ...cuts, withoutFence: false });
    expect(verdict.breaches).toEqual([]);
    expect(verdict.outcomes).toBe(800);
  });

  it("or else the faults would hit nothing: without the fence, the same does things twice", async () => {
    let twice = 0;
    for (let round = 0; round < 5 && twice === 0; round++) {
      twice = (await lostReplies({ ...cuts, withoutFence: true })).verdict.twice;
    }
    expect(twice).toBeGreaterThan(0);
  });

  it("where a worker is killed before and after its hand-off", async () => {
    const { verdict, counts } = await endPoints({ operations: ["handOff"], times: 1 });
    expect(verdict.breaches).toEqual([]);
    expect(counts).toMatchObject({ "workers that ended there": 2 });
  });

  it("where a worker is stopped past its lease and goes on: its commits are fenced", async () => {
    const { verdict, counts } = await zombies({ tasks: 1_600, stops: 2 });
    expect(verdict.breaches).toEqual([]);
    expect(counts["commits fenced"]).toBeGreaterThan(0);
  });

  it("where Redis is killed, and writes its append-only file before it answers", async () => {
    const { verdict } = await serverKills({ tasks: 600, kills: 2, fsync: "always" });
    expect(verdict.breaches).toEqual([]);
  });

  it("or else the kills would hit nothing: without an append-only file, the same loses events", async () => {
    expect((await serverKills({ tasks: 600, kills: 2, fsync: "without" })).verdict.lost).toBeGreaterThan(0);
  });

  it("where a lagging replica takes over, but for what it never had", async () => {
    expect((await failover({ tasks: 900, rounds: 1, waiting: false })).verdict.breaches).toEqual([]);
  });

  it("where a lagging replica takes over, and everybody waited for it", async () => {
    const { verdict, counts } = await failover({ tasks: 300, rounds: 1, waiting: true });
    expect(verdict.breaches).toEqual([]);
    expect(counts[FORGOTTEN]).toBe(0);
  });

  it("where the order of a key was asked, and the worker is killed", async () => {
    const { verdict } = await orderPerKey({ tasks: 600, kills: 2, ordered: true });
    expect(verdict.breaches).toEqual([]);
  });

  it("where a cluster of three moves slots and servers of it are killed: in the order of keys", async () => {
    const { verdict, counts } = await clusterOfThree({ tasks: 600, moves: 2, kills: 1 });
    expect(verdict.breaches).toEqual([]);
    expect(verdict.outcomes).toBe(1_200);
    expect(counts).toMatchObject({ CROSSSLOT: 0, "kills of a server": 1 });
  });

  it.each(Object.keys(HANDS) as HandName[])("where a foreign hand strikes, but for what it took: %s", async (hand) => {
    const { verdict, counts } = await foreignHand(hand, 200);
    expect(verdict.breaches).toEqual([]);
    expect(counts["log lines"]).toBeLessThan(20);
  });

  it("where naive agents in Python share a group with ours and stand in the middle of the chain", async () => {
    const size = { tasks: 400, kills: 2, cuts: 1 };
    const { verdict, counts } = await pythonAgents({ python: inject("python"), ...size });
    expect(verdict.breaches).toEqual([]);
    expect(verdict.outcomes).toBe(1_600);
    expect(counts[IN_THE_MIDDLE]).toBe(400);
    expect(counts[IN_OUR_GROUP]).toBeGreaterThan(0);
  });

  it("where events are poison: each has one dead letter with the right count", async () => {
    const { verdict, counts } = await poison({ tasks: 500, notJson: 5, wrongSchema: 5, throwing: 5, exiting: 0 });
    expect(verdict.breaches).toEqual([]);
    expect(counts).toMatchObject({ poison: 15, "dead letters": 15 });
  });

  it("where poison takes the process down: sound events in hand with it are not given up", async () => {
    const { verdict, counts } = await poison({ tasks: 300, notJson: 0, wrongSchema: 0, throwing: 1, exiting: 1 });
    expect(verdict.breaches).toEqual([]);
    expect(counts).toMatchObject({ poison: 2, "dead letters": 2 });
  });
});
