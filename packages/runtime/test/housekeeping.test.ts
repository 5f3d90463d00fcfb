import { createRuntime, type EventStore } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryDatabase } from "../src/adapters/memory/memory-database.js";
import { MemoryEventStore } from "../src/adapters/memory/memory-event-store.js";
import { Bench, labTopology, passOn, resultFields, Reviewer, unreliable } from "./lab.js";

const MINUTE = 60_000;

/** A database that a test can spoil, on the clock of the bench. */
function openDatabase({ clock }: Bench): { readonly store: EventStore; readonly database: MemoryDatabase } {
  const database = new MemoryDatabase(clock);
  return { store: new MemoryEventStore(database), database };
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

describe("a group that vanished", () => {
  it("is brought back where it stood, though its agent runs elsewhere", async () => {
    const place = { stream: "reviews", group: "archiving_agents" };
    const { store, database } = openDatabase(bench);
    await bench.start([new Reviewer(passOn)], { store });
    await store.append({ stream: "results", fields: resultFields("S-1"), eventId: "1" });
    await bench.clock.advance(1_000);
    const [delivery] = await store.read({ ...place, consumer: "archive", count: 1, blockMs: 0 });
    expect(delivery).toBeDefined();
    database.destroyGroup(place);
    await bench.clock.advance(MINUTE);
    const [state] = await store.inspect(["reviews"]);
    expect(state?.groups).toMatchObject([{ group: "archiving_agents", lag: 1, pending: 0 }]);
  });
});

describe("consumers that are gone", () => {
  it("are removed once they have been idle for an hour, unless they hold something", async () => {
    const group = { stream: "reviews", group: "archiving_agents" };
    await bench.store.ensureGroups([{ ...group, startFrom: "0" }]);
    await bench.store.append({ stream: "reviews", fields: resultFields("S-1"), eventId: "1" });
    await bench.store.read({ ...group, consumer: "holds", count: 1, blockMs: 0 });
    await bench.store.read({ ...group, consumer: "holds nothing", count: 1, blockMs: 0 });
    await bench.start([new Reviewer(passOn)]);
    const consumers = async (stream: string): Promise<number | undefined> =>
      (await bench.store.inspect([stream]))[0]?.groups[0]?.consumers;
    await bench.clock.advance(59 * MINUTE);
    expect([await consumers("results"), await consumers("reviews")]).toEqual([1, 2]);
    await bench.clock.advance(2 * MINUTE);
    expect([await consumers("results"), await consumers("reviews")]).toEqual([1, 1]);
    expect(await bench.pending("reviews")).toBe(1);
  });
});

describe("retention", () => {
  it("removes nothing unless it is asked to", async () => {
    await bench.start([new Reviewer(passOn)]);
    await bench.add("S-1");
    await bench.clock.advance(60 * MINUTE);
    expect(await bench.samples("results")).toEqual(["S-1"]);
  });

  it("removes what every group is done with, and no more than it may", async () => {
    await bench.start([new Reviewer(passOn)], { retention: { keepNewest: 2, minAgeMs: 10 * MINUTE } });
    await bench.add("S-1", "S-2", "S-3", "S-4");
    await bench.clock.advance(9 * MINUTE);
    await bench.add("S-5");
    expect(await bench.samples("results")).toHaveLength(5);
    await bench.clock.advance(2 * MINUTE);
    expect(await bench.samples("results")).toEqual(["S-4", "S-5"]);
    // The archiving agent does not run: its group has had none of the reviews.
    expect(await bench.samples("reviews")).toHaveLength(5);
  });

  it("removes as many as there are, however many", async () => {
    for (let index = 0; index < 2_500; index++) {
      await bench.store.append({ stream: "results", fields: resultFields("S"), eventId: String(index) });
    }
    await bench.start([new Reviewer(passOn)], { startFrom: "0", retention: { keepNewest: 0, minAgeMs: 0 } });
    await bench.clock.advance(MINUTE);
    expect(await bench.samples("results")).toEqual([]);
    expect(bench.lines.filter(({ message }) => message === "trimmed")).toMatchObject([{ fields: { count: 2_500 } }]);
  });

  it("tries another time where the store does not answer", async () => {
    const outage = { down: true };
    const store = unreliable(bench.store, "trim", outage);
    await bench.start([new Reviewer(passOn)], { store, retention: { keepNewest: 0, minAgeMs: 0 } });
    await bench.add("S-1");
    await bench.clock.advance(MINUTE);
    expect(await bench.samples("results")).toEqual(["S-1"]);
    outage.down = false;
    await bench.clock.advance(MINUTE);
    expect(await bench.samples("results")).toEqual([]);
    expect(bench.lines.filter(({ message }) => message === "housekeeping failed")).toHaveLength(1);
  });

  it.each([{ keepNewest: -1 }, { keepNewest: 1.5 }, { minAgeMs: -1 }, { minAgeMs: Number.NaN }])(
    "refuses %o",
    (retention) => {
      const { store, states } = bench;
      expect(() => createRuntime({ topology: labTopology, agents: [], store, states, retention })).toThrow(
        expect.objectContaining({ code: "OPTION_INVALID" }),
      );
    },
  );
});
