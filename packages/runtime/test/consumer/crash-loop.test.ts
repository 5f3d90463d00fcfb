import { FieldName } from "@handoff/contracts";
import type { AgentTuning, EventStore, RuntimeOptions } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, passOn, Reviewer } from "../lab.js";
import * as LabField from "../lab-field.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

const LEASE_MS = 1_000;
const samples = Array.from({ length: 60 }, (_, index) => `s${String(index)}`);

/** A process of the reviewing agent that ends where it is given one of these samples; a supervisor starts another one. */
async function supervised(poison: readonly string[], perAgent: AgentTuning = {}): Promise<{ crashes: number }> {
  const seen = { crashes: 0 };
  const start = async (): Promise<void> => {
    let ended = false;
    // What a process that is gone asks for is not done.
    const store = new Proxy(bench.store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: unknown[]): unknown =>
          ended ? Promise.reject(new Error("gone")) : Reflect.apply(member, target, args);
      },
    }) satisfies EventStore;
    const agent = new Reviewer(async (event, ...rest) => {
      await bench.clock.sleep(1);
      if (poison.includes(event[FieldName.DATA][LabField.SAMPLE])) {
        ended = true;
        seen.crashes += 1;
        void start();
        await new Promise(() => undefined);
      }
      await passOn(event, ...rest);
    });
    const limits: RuntimeOptions["limits"] = { leaseMs: LEASE_MS, claimIntervalMs: 200, drainMs: 1, backoffMaxMs: 500 };
    await bench.start([agent], { startFrom: "0", store, limits, perAgent: { Reviewer: perAgent } });
  };
  await start();
  return seen;
}

describe("an event that takes the process down", () => {
  it.each<[string, AgentTuning]>([
    ["by default", {}],
    ["many at a time", { concurrency: 20 }],
    ["in the order of a key", { concurrency: 20, orderBy: LabField.SAMPLE }],
    ["without retries", { retries: 0 }],
  ])("is given up, and no other is for having been in hand beside it: %s", async (_name, tuning) => {
    const poison = ["s7", "s20", "s21", "s59"];
    await bench.add(...samples);
    const seen = await supervised(poison, tuning);
    await bench.clock.advance(120_000);
    expect(bench.of("dead_lettered").map(({ code }) => code)).toEqual(poison.map(() => "DELIVERY_LIMIT"));
    const done = await bench.samples("reviews");
    expect(done.toSorted()).toEqual(samples.filter((sample) => !poison.includes(sample)).toSorted());
    expect(await bench.pending("results")).toBe(0);
    expect(seen.crashes).toBeLessThanOrEqual(poison.length * 4);
  });
});
