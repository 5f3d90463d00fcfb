import { describe, expect, it } from "vitest";
import { type Checks, type CreateFixture, runCheck } from "./fixture.js";

/** What makes a store an AgentStateStore, sentence by sentence. */
const agentStateStoreChecks: Checks = {
  "an agent that never came is unknown": async ({ states }) => {
    expect(await states.get("Worker")).toBeUndefined();
    expect(await states.list()).toEqual([]);
  },

  "registering makes an agent known": async ({ states }) => {
    await states.register("Worker", 1_000);
    expect(await states.get("Worker")).toEqual({ agentId: "Worker", events: 0, errors: 0, registeredAt: 1_000 });
  },

  "registering again keeps the counts and clears the stop": async ({ states }) => {
    await states.register("Worker", 1_000);
    await states.record({ agentId: "Worker", events: 2, errors: 1, at: 2_000 });
    await states.stop("Worker", 3_000);
    await states.register("Worker", 4_000);
    expect(await states.get("Worker")).toEqual({
      agentId: "Worker",
      events: 2,
      errors: 1,
      registeredAt: 4_000,
      lastEventAt: 2_000,
      heartbeatAt: 2_000,
    });
  },

  "reports add to the counts": async ({ states }) => {
    await states.record({ agentId: "Worker", events: 2, errors: 1, at: 1_000 });
    await states.record({ agentId: "Worker", events: 3, errors: 0, at: 2_000 });
    expect(await states.get("Worker")).toMatchObject({ events: 5, errors: 1, lastEventAt: 2_000, heartbeatAt: 2_000 });
  },

  "a report without events is a heartbeat": async ({ states }) => {
    await states.record({ agentId: "Worker", events: 1, errors: 0, at: 1_000 });
    await states.record({ agentId: "Worker", events: 0, errors: 1, at: 2_000 });
    expect(await states.get("Worker")).toMatchObject({ lastEventAt: 1_000, heartbeatAt: 2_000 });
  },

  "reports at the same time all count": async ({ states }) => {
    const reports = Array.from({ length: 50 }, (_, at) =>
      states.record({ agentId: "Worker", events: 1, errors: 1, at }),
    );
    await Promise.all(reports);
    expect(await states.get("Worker")).toMatchObject({ events: 50, errors: 50 });
  },

  "a stop is remembered, with what was there before": async ({ states }) => {
    await states.record({ agentId: "Worker", events: 1, errors: 0, at: 1_000 });
    await states.stop("Worker", 2_000);
    expect(await states.get("Worker")).toEqual({
      agentId: "Worker",
      events: 1,
      errors: 0,
      lastEventAt: 1_000,
      heartbeatAt: 1_000,
      stoppedAt: 2_000,
    });
  },

  "the state of a breaker is kept beside the counts, the later one": async ({ states }) => {
    await states.keepBreaker("Worker", { kind: "open", until: 5_000, openings: 2 });
    await states.record({ agentId: "Worker", events: 1, errors: 1, at: 1_000 });
    expect(await states.get("Worker")).toMatchObject({
      events: 1,
      breaker: { kind: "open", until: 5_000, openings: 2 },
    });
    await states.register("Worker", 2_000);
    await states.keepBreaker("Worker", { kind: "closed", failures: 0 });
    expect(await states.get("Worker")).toMatchObject({ breaker: { kind: "closed", failures: 0 } });
    expect(await states.get("Other")).toBeUndefined();
  },

  "the list has every known agent, by id": async ({ states }) => {
    await states.stop("c", 1_000);
    await states.register("a", 1_000);
    await states.record({ agentId: "b", events: 0, errors: 0, at: 1_000 });
    const list = await states.list();
    expect(list.map(({ agentId }) => agentId)).toEqual(["a", "b", "c"]);
    for (const record of list) expect(await states.get(record.agentId)).toEqual(record);
  },

  "any text is an agent id": async ({ states }) => {
    const ids = ["", ":", "__proto__", "agent:events", "constructor", "naïve 鍵 🔑"];
    for (const [index, agentId] of ids.entries()) {
      await states.record({ agentId, events: index + 1, errors: 0, at: 1_000 });
    }
    for (const [index, agentId] of ids.entries()) {
      expect(await states.get(agentId)).toMatchObject({ agentId, events: index + 1 });
    }
    expect((await states.list()).map(({ agentId }) => agentId)).toEqual(ids.toSorted());
  },
};

export function agentStateStoreConformance(name: string, createFixture: CreateFixture): void {
  describe(`agent state store: ${name}`, () => {
    it.each(Object.entries(agentStateStoreChecks))("%s", (_sentence, check) => runCheck(check, createFixture));
  });
}
