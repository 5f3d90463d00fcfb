import { FieldName } from "@handoff/contracts";
import type { Delivery, EventStore } from "@handoff/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { Bench, passOn, Reviewer } from "../lab.js";
import * as LabField from "../lab-field.js";

/** A store of which one operation does something else before or after its own. */
function storeWith<K extends keyof EventStore>(store: EventStore, operation: K, instead: EventStore[K]): EventStore {
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = name === operation ? instead : Reflect.get(target, name);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}

describe("an entry that waits in hand while the breaker opens", () => {
  const bench = new Bench();
  afterEach(() => bench.stop());

  it("is worked on once the breaker admits one again, also where a read took longer than the breaker", async () => {
    const read = async (...args: Parameters<EventStore["read"]>): Promise<readonly Delivery[]> => {
      const deliveries = await bench.store.read(...args);
      if (deliveries.length === 0) await bench.clock.sleep(1_000);
      return deliveries;
    };
    const reviewer = new Reviewer(async (event, ...rest) => {
      await bench.clock.sleep(10);
      if (event[FieldName.DATA][LabField.SAMPLE] === "bad") throw new Error("bad sample");
      await passOn(event, ...rest);
    });
    await bench.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "0" }]);
    await bench.add("bad", "good");
    await bench.start([reviewer], {
      store: storeWith(bench.store, "read", read),
      breaker: { failureThreshold: 1, resetTimeoutMs: 500 },
    });
    await bench.clock.advance(60_000);
    expect(await bench.samples("reviews")).toEqual(["good"]);
  });
});

describe("entries of one key that are given back when the breaker opens", () => {
  const bench = new Bench();
  afterEach(() => bench.stop());

  it("keep their order, also where a renewal of one of them arrives after that", async () => {
    const renew: EventStore["renew"] = async (...args) => {
      await bench.clock.sleep(700);
      return bench.store.renew(...args);
    };
    let failures = 0;
    const reviewer = new Reviewer(async (event, ...rest) => {
      await bench.clock.sleep(1_500);
      if (failures++ === 0) throw new Error("this fails at first");
      await passOn(event, ...rest);
    });
    await bench.start([reviewer], {
      store: storeWith(bench.store, "renew", renew),
      breaker: { failureThreshold: 1, resetTimeoutMs: 500 },
      limits: { leaseMs: 3_000, backoffMaxMs: 100 },
      // All results have the same.
      perAgent: { Reviewer: { concurrency: 2, orderBy: LabField.LEVEL } },
    });
    await bench.add("a1");
    await bench.clock.advance(1_200);
    await bench.add("a2");
    await bench.clock.advance(60_000);
    expect(bench.of("given_back")).toMatchObject([{ count: 2, reason: "breaker" }]);
    expect(await bench.samples("reviews")).toEqual(["a1", "a2"]);
  });
});
