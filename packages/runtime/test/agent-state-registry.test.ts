import { AgentStateRegistry, type AgentStateStore, openMemoryStore, VirtualClock } from "@handoff/runtime";
import { beforeEach, describe, expect, it } from "vitest";

let clock: VirtualClock;
let registry: AgentStateRegistry;
let states: AgentStateStore;
beforeEach(() => {
  clock = new VirtualClock(1_000_000);
  states = openMemoryStore({ clock }).states;
  registry = new AgentStateRegistry(states, { clock, staleAfterMs: 60_000 });
});

describe("AgentStateRegistry", () => {
  it("has never seen an agent that left no sign", async () => {
    await expect(registry.get("Ghost")).resolves.toEqual({
      agentId: "Ghost",
      events: 0,
      errors: 0,
      liveness: "never_seen",
    });
  });

  it("counts events and keeps the time of the last one", async () => {
    await registry.register("Reviewer");
    await clock.advance(5);
    await registry.recordEvent("Reviewer");
    await clock.advance(5);
    await registry.updateHeartbeat("Reviewer");
    await expect(registry.get("Reviewer")).resolves.toMatchObject({
      events: 1,
      lastEventAt: 1_000_005,
      heartbeatAt: 1_000_010,
      liveness: "active",
    });
  });

  it("calls an agent stale once it has been silent for longer than the bound", async () => {
    await registry.updateHeartbeat("Reviewer");
    await clock.advance(60_000);
    expect((await registry.get("Reviewer")).liveness).toBe("active");
    await clock.advance(1);
    expect((await registry.get("Reviewer")).liveness).toBe("stale");
  });

  it("tells stopped from stale, until the agent registers again", async () => {
    await registry.register("Reviewer");
    await registry.stop("Reviewer");
    await clock.advance(600_000);
    expect((await registry.get("Reviewer")).liveness).toBe("stopped");
    await registry.register("Reviewer");
    expect((await registry.get("Reviewer")).liveness).toBe("active");
  });

  it("lists agents by id, and survives its own restart", async () => {
    await registry.recordEvent("Reviewer");
    await registry.recordEvent("Archive");
    const restarted = new AgentStateRegistry(states, { clock });
    await restarted.recordEvent("Reviewer");
    const listed = await restarted.list();
    expect(listed.map(({ agentId, events }) => [agentId, events])).toEqual([
      ["Archive", 1],
      ["Reviewer", 2],
    ]);
  });
});
