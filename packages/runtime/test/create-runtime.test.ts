import { createRuntime, DEFAULT_LIMITS, type RuntimeOptions } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, labTopology, passOn, Reviewer } from "./lab.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

const make = (options: Partial<RuntimeOptions>) => () =>
  createRuntime({ topology: labTopology, agents: [], store: bench.store, states: bench.states, ...options });

describe("createRuntime", () => {
  it.each([
    ["batchSize", 0, "Give an integer from 1 to 200."],
    ["batchSize", 201, "Give an integer from 1 to 200."],
    ["blockMs", 2_001, "Give an integer from 1 to 2000."],
    ["retries", -1, "Give an integer from 0 to 1000."],
    ["leaseMs", Number.NaN, "Give an integer from 10 to 86400000."],
    ["lingerMs", 0.5, "Give an integer from 0 to 60000."],
    ["concurrency", 0, "Give an integer from 1 to 1000."],
    ["maxInFlight", 10_001, "Give an integer from 1 to 10000."],
  ] as const)("stops at %s = %s, naming it and its range", (name, value, advice) => {
    expect(make({ limits: { [name]: value } })).toThrow(`OPTION_INVALID: ${name} is ${String(value)}. ${advice}`);
  });

  it("stops at a backoff that outlasts the lease", () => {
    expect(make({ limits: { leaseMs: 1_000, backoffMaxMs: 2_000 } })).toThrow(
      "OPTION_INVALID: backoffMaxMs is 2000, more than leaseMs 1000.",
    );
  });

  it("stops at more in work than in hand", () => {
    expect(make({ limits: { concurrency: 300 } })).toThrow(
      "OPTION_INVALID: concurrency is 300, more than maxInFlight 256.",
    );
  });

  it("stops at the tuning of an agent that does not run here, and at a limit in it", () => {
    expect(make({ perAgent: { Reviewer: {} } })).toThrow("OPTION_INVALID: agents: Reviewer is tuned in perAgent");
    const agents = [new Reviewer(passOn)];
    expect(make({ agents, perAgent: { Reviewer: { retries: -1 } } })).toThrow("OPTION_INVALID: retries is -1.");
  });

  it("takes its own defaults", () => {
    expect(make({ limits: DEFAULT_LIMITS })).not.toThrow();
  });

  it("stops at an agent that the topology does not know", () => {
    const stranger = { topology: labTopology, agentId: "Stranger", processEvent: () => Promise.reject(new Error()) };
    expect(make({ agents: [stranger] })).toThrow("OPTION_INVALID: agents: Stranger is not in the topology.");
  });

  it("stops at an agent that is given twice", () => {
    expect(make({ agents: [new Reviewer(passOn), new Reviewer(passOn)] })).toThrow(
      "OPTION_INVALID: agents: Reviewer is given twice.",
    );
  });

  it("stops at a consumer in the place of a producer", () => {
    const mistaken = { topology: labTopology, agentId: "Analyser", processEvent: () => Promise.reject(new Error()) };
    expect(make({ agents: [mistaken] })).toThrow("OPTION_INVALID: agents: Analyser has no produce method");
  });

  it("reports the breakers of its agents", async () => {
    const runtime = await bench.start([new Reviewer(passOn)]);
    expect(runtime.breakers).toEqual(new Map([["Reviewer", { kind: "closed", failures: 0 }]]));
  });

  it("keeps an idle agent alive in the registry", async () => {
    await bench.start([new Reviewer(passOn)]);
    const startedAt = bench.clock.now();
    await bench.clock.advance(120_000);
    const record = await bench.states.get("Reviewer");
    expect(record?.heartbeatAt).toBe(startedAt + 120_000);
    expect(record?.events).toBe(0);
  });
});
