import { FieldName } from "@handoff/contracts";
import type { Delivery, EventStore } from "@handoff/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { Bench, passOn, Reviewer } from "../lab.js";
import * as LabField from "../lab-field.js";

describe("an entry that waits in hand while the breaker opens", () => {
  const bench = new Bench();
  afterEach(() => bench.stop());

  it("is worked on once the breaker admits one again, also where a read took longer than the breaker", async () => {
    const read = async (...args: Parameters<EventStore["read"]>): Promise<readonly Delivery[]> => {
      const deliveries = await bench.store.read(...args);
      if (deliveries.length === 0) await bench.clock.sleep(1_000);
      return deliveries;
    };
    const slowReads = new Proxy(bench.store, {
      get: (store, name) => {
        const member: unknown = name === "read" ? read : Reflect.get(store, name);
        return typeof member === "function" ? (member.bind(store) as unknown) : member;
      },
    });
    const reviewer = new Reviewer(async (event, ...rest) => {
      await bench.clock.sleep(10);
      if (event[FieldName.DATA][LabField.SAMPLE] === "bad") throw new Error("bad sample");
      await passOn(event, ...rest);
    });
    await bench.store.ensureGroups([{ stream: "results", group: "reviewing_agents", startFrom: "0" }]);
    await bench.add("bad", "good");
    await bench.start([reviewer], { store: slowReads, breaker: { failureThreshold: 1, resetTimeoutMs: 500 } });
    await bench.clock.advance(60_000);
    expect(await bench.samples("reviews")).toEqual(["good"]);
  });
});
