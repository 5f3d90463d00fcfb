import { expect } from "vitest";
import { MAX_BATCH, MAX_FIELDS, type Settlement } from "../../../src/ports/event-store.js";
import type { Checks, StoreFixture } from "../fixture.js";
import {
  append,
  carried,
  carrying,
  deliver,
  deliverOne,
  everything,
  hop,
  ONE,
  pending,
  settlement,
  takeOver,
  TWO,
  WORK,
} from "../steps.js";

/**
 * The check the whole runtime stands on: whoever lost an entry cannot settle it, however late it comes and whatever it
 * believes.
 */
export async function fenceHolds(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const delivery = await deliverOne(fixture);
  await takeOver(fixture, [delivery]);
  const late = await store.handOff({ ...ONE, settlements: [settlement(delivery.id, "late")] });
  expect(late).toEqual([{ entryId: delivery.id, settled: false, outputIds: [] }]);
  expect(await everything(store, "results")).toEqual([]);
  expect(await store.hop("trace-late")).toBeUndefined();
  expect(await store.children("root")).toEqual([]);
  expect(await pending(store)).toBe(1);
  const owner = await store.handOff({ ...TWO, settlements: [settlement(delivery.id, "owner")] });
  expect(owner).toMatchObject([{ settled: true }]);
  expect(carried(await everything(store, "results"))).toEqual(["owner"]);
}

/** A settlement that arrives twice, as after a reply that was lost. */
export async function settlesOnce(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { id } = await deliverOne(fixture);
  const handOff = { ...ONE, settlements: [settlement(id, "a")] };
  expect(await store.handOff(handOff)).toMatchObject([{ settled: true }]);
  expect(await store.handOff(handOff)).toEqual([{ entryId: id, settled: false, outputIds: [] }]);
  expect(carried(await everything(store, "results"))).toEqual(["a"]);
  expect(await store.children("root")).toEqual(["trace-a"]);
}

export const handOffChecks: Checks = {
  "an entry that another consumer has claimed is fenced, without a trace": fenceHolds,

  "a settlement that is handed off twice settles once": settlesOnce,

  "a hand-off adds the outputs and acknowledges": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    const outputs = ["results", "audit", "results"].map((stream, index) => ({
      stream,
      fields: carrying(String(index)),
    }));
    const [settled] = await store.handOff({ ...ONE, settlements: [{ entryId: id, outputs, hop: hop("t") }] });
    const [results, audit] = [await everything(store, "results"), await everything(store, "audit")];
    expect(carried(results)).toEqual(["0", "2"]);
    expect(carried(audit)).toEqual(["1"]);
    expect(settled).toEqual({ entryId: id, settled: true, outputIds: [results[0]?.id, audit[0]?.id, results[1]?.id] });
    expect(await pending(store)).toBe(0);
  },

  "a settlement without outputs acknowledges": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    const settled = await store.handOff({ ...ONE, settlements: [{ entryId: id, outputs: [], hop: hop("t") }] });
    expect(settled).toEqual([{ entryId: id, settled: true, outputIds: [] }]);
    expect(await pending(store)).toBe(0);
  },

  "the same entry twice in one batch settles once": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    const settled = await store.handOff({ ...ONE, settlements: [settlement(id, "first"), settlement(id, "second")] });
    expect(settled).toMatchObject([{ settled: true }, { settled: false, outputIds: [] }]);
    expect(carried(await everything(store, "results"))).toEqual(["first"]);
    expect(await store.hop("trace-second")).toBeUndefined();
  },

  "of a batch, only what is fenced is refused": async (fixture) => {
    const { store } = fixture;
    const deliveries = await deliver(fixture, ["a", "b", "c"]);
    await takeOver(fixture, deliveries.slice(1, 2));
    const settlements = deliveries.map(({ id }, index) => settlement(id, String(index)));
    const settled = await store.handOff({ ...ONE, settlements });
    expect(settled.map(({ settled: done }) => done)).toEqual([true, false, true]);
    expect(settled.map(({ entryId }) => entryId)).toEqual(deliveries.map(({ id }) => id));
    expect(carried(await everything(store, "results"))).toEqual(["0", "2"]);
    expect(await pending(store)).toBe(1);
  },

  "what was not handed off stays pending": async (fixture) => {
    const { store } = fixture;
    const [first] = await deliver(fixture, ["a", "b"]);
    await store.handOff({ ...ONE, settlements: [settlement(first?.id ?? "", "a")] });
    expect(carried(await store.claim({ ...TWO, count: 10, minIdleMs: 0 }))).toEqual(["b"]);
  },

  "an entry that was never delivered is fenced": async ({ store }) => {
    await store.ensureGroups([{ ...WORK, startFrom: "0" }]);
    const [id = ""] = await append(store, ["a"]);
    const settlements = [settlement(id, "a"), settlement("1-1", "unknown")];
    expect(await store.handOff({ ...ONE, settlements })).toMatchObject([{ settled: false }, { settled: false }]);
    expect(await everything(store, "results")).toEqual([]);
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["a"]);
  },

  "an entry of a group that does not exist is fenced": async (fixture) => {
    const { store, foreign } = fixture;
    const { id } = await deliverOne(fixture);
    await foreign.destroyGroup(WORK);
    for (const stream of [WORK.stream, "nothing"]) {
      const settled = await store.handOff({ ...ONE, stream, settlements: [settlement(id, "a")] });
      expect(settled).toEqual([{ entryId: id, settled: false, outputIds: [] }]);
    }
    expect(await everything(store, "results")).toEqual([]);
  },

  "an entry whose body is gone can still be settled by who holds it": async (fixture) => {
    const { store, foreign } = fixture;
    const { id } = await deliverOne(fixture);
    await foreign.deleteEntry(WORK.stream, id);
    expect(await store.handOff({ ...ONE, settlements: [settlement(id, "a")] })).toMatchObject([{ settled: true }]);
    expect(carried(await everything(store, "results"))).toEqual(["a"]);
    expect(await pending(store)).toBe(0);
  },

  "an agent can hand off to the stream it reads": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    const outputs = [{ stream: WORK.stream, fields: carrying("again") }];
    await store.handOff({ ...ONE, settlements: [{ entryId: id, outputs, hop: hop("t") }] });
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["again"]);
  },

  "the largest batch is taken whole": async (fixture) => {
    const { store } = fixture;
    const texts = Array.from({ length: MAX_BATCH }, (_, index) => String(index));
    const deliveries = await deliver(fixture, texts);
    const settlements = deliveries.map(({ id }, index) => settlement(id, String(index)));
    const settled = await store.handOff({ ...ONE, settlements });
    expect(settled.every(({ settled: done }) => done)).toBe(true);
    expect(carried(await everything(store, "results"))).toEqual(texts);
    expect(await pending(store)).toBe(0);
  },

  "a larger batch is refused, and nothing is done": async (fixture) => {
    const { store } = fixture;
    const deliveries = await deliver(
      fixture,
      Array.from({ length: MAX_BATCH + 1 }, (_, index) => String(index)),
    );
    const settlements = deliveries.map(({ id }, index) => settlement(id, String(index)));
    await expect(store.handOff({ ...ONE, settlements })).rejects.toMatchObject({ code: "BATCH_TOO_LARGE" });
    expect(await everything(store, "results")).toEqual([]);
    expect(await pending(store)).toBe(MAX_BATCH + 1);
  },

  "an empty batch does nothing": async ({ store }) => {
    expect(await store.handOff({ ...ONE, settlements: [] })).toEqual([]);
  },

  "an output or an entry id that makes no sense is refused, and nothing is done": async (fixture) => {
    const { store } = fixture;
    const [first, second] = await deliver(fixture, ["a", "b"]);
    const good = settlement(first?.id ?? "", "a");
    const names = Array.from({ length: MAX_FIELDS + 1 }, (_, index) => [`f${index}`, "v"] as const);
    const wrong: Settlement[] = [
      { ...settlement(second?.id ?? "", "b"), outputs: [{ stream: "results", fields: {} }] },
      { ...settlement(second?.id ?? "", "b"), outputs: [{ stream: "results", fields: Object.fromEntries(names) }] },
      settlement("newest", "b"),
    ];
    for (const each of wrong) {
      const refused = store.handOff({ ...ONE, settlements: [good, each] });
      await expect(refused).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
    expect(await everything(store, "results")).toEqual([]);
    expect(await pending(store)).toBe(2);
  },

  "what an agent did is recorded with the hand-off": async (fixture) => {
    const { store, states } = fixture;
    const { id } = await deliverOne(fixture);
    const activity = { agentId: "Worker", events: 3, errors: 1, at: 2_000 };
    await store.handOff({ ...ONE, settlements: [settlement(id, "a")], activity });
    await store.handOff({ ...ONE, settlements: [], activity: { ...activity, events: 0, at: 3_000 } });
    expect(await states.get("Worker")).toEqual({
      agentId: "Worker",
      events: 3,
      errors: 2,
      lastEventAt: 2_000,
      heartbeatAt: 3_000,
    });
  },
};
