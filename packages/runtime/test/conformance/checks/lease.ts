import { expect } from "vitest";
import type { Checks } from "../fixture.js";
import { carried, deliver, deliverOne, LONG_MS, ONE, pending, settlement, takeOver, TWO } from "../steps.js";

const LEASE_MS = 60;
const CLAIM = { ...TWO, count: 10, minIdleMs: LONG_MS / 2 };
const UNKNOWN_ID = "1-1";

export const leaseChecks: Checks = {
  "an entry is claimed when its lease is over, not before": async (fixture) => {
    const { store, waitIdle } = fixture;
    const { id, fields } = await deliverOne(fixture);
    expect(await store.claim(CLAIM)).toEqual([]);
    await waitIdle(LEASE_MS);
    expect(await store.claim({ ...CLAIM, minIdleMs: LEASE_MS })).toEqual([{ id, fields, deliveries: 2 }]);
  },

  "a claim begins a lease of its own": async (fixture) => {
    const { store } = fixture;
    await takeOver(fixture, [await deliverOne(fixture)]);
    expect(await store.claim({ ...CLAIM, consumer: "three" })).toEqual([]);
  },

  "every claim counts as a delivery": async (fixture) => {
    const { store } = fixture;
    await deliverOne(fixture);
    for (const deliveries of [2, 3, 4]) {
      expect(await store.claim({ ...CLAIM, minIdleMs: 0 })).toMatchObject([{ deliveries }]);
    }
  },

  "a consumer can claim what it holds itself": async (fixture) => {
    const { id } = await deliverOne(fixture);
    expect(await fixture.store.claim({ ...ONE, count: 10, minIdleMs: 0 })).toMatchObject([{ id, deliveries: 2 }]);
  },

  "the oldest entries are claimed first, at most the count": async (fixture) => {
    await deliver(fixture, ["a", "b", "c"]);
    expect(carried(await fixture.store.claim({ ...CLAIM, count: 2, minIdleMs: 0 }))).toEqual(["a", "b"]);
  },

  "what was not idle for long enough does not use up the count": async (fixture) => {
    const { store } = fixture;
    const [, , third] = await deliver(fixture, ["a", "b", "c"]);
    await store.giveBack(ONE, [{ id: third?.id ?? "", idleMs: LONG_MS, deliveries: 1 }]);
    expect(carried(await store.claim({ ...CLAIM, count: 1 }))).toEqual(["c"]);
  },

  "what others held when they ended twice is a suspect, and is claimed with the others, without them, or alone": async (
    fixture,
  ) => {
    const { store } = fixture;
    const [first, second, third] = await deliver(fixture, ["a", "b", "c"]);
    const back = [first, second, third].map((entry, index) => ({
      id: entry?.id ?? "",
      idleMs: LONG_MS,
      deliveries: [1, 2, 3][index] ?? 0,
    }));
    await store.giveBack(ONE, back);
    const ref = { ...TWO, minIdleMs: LONG_MS / 2 };
    expect(await store.suspects(ref)).toBe(2);
    expect(await store.suspects({ ...ref, minIdleMs: LONG_MS * 2 })).toBe(0);
    expect(await store.suspects({ ...ref, ...ONE })).toBe(0);
    expect(carried(await store.claim({ ...CLAIM, suspects: "without" }))).toEqual(["a"]);
    expect(await store.claim({ ...CLAIM, count: 1, suspects: "only" })).toMatchObject([
      { id: second?.id, deliveries: 3 },
    ]);
    expect(await store.suspects(ref)).toBe(1);
    expect(carried(await store.claim(CLAIM))).toEqual(["c"]);
  },

  "there are no suspects in a group that does not exist": async ({ store }) => {
    expect(await store.suspects({ ...TWO, minIdleMs: 0 })).toBe(0);
    await store.ensureGroups([{ ...TWO, group: "others", startFrom: "0" }]);
    expect(await store.suspects({ ...TWO, minIdleMs: 0 })).toBe(0);
  },

  "what was settled is not claimed": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    await store.handOff({ ...ONE, settlements: [settlement(id, "a")] });
    expect(await store.claim({ ...CLAIM, minIdleMs: 0 })).toEqual([]);
  },

  "there is nothing to claim in a group that does not exist": async ({ store }) => {
    expect(await store.claim({ ...CLAIM, minIdleMs: 0 })).toEqual([]);
    expect(await store.inspect([CLAIM.stream])).toMatchObject([{ groups: [] }]);
  },

  "an entry whose body is gone leaves the pending list instead of being claimed": async (fixture) => {
    const { store, foreign } = fixture;
    const [first, , third] = await deliver(fixture, ["a", "b", "c"]);
    for (const gone of [first, third]) await foreign.deleteEntry(CLAIM.stream, gone?.id ?? "");
    expect(carried(await store.claim({ ...CLAIM, count: 1, minIdleMs: 0 }))).toEqual(["b"]);
    expect(await pending(store)).toBe(2);
    expect(carried(await store.claim({ ...CLAIM, minIdleMs: 0 }))).toEqual(["b"]);
    expect(await pending(store)).toBe(1);
  },

  "renewing keeps the lease": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    await store.giveBack(ONE, [{ id, idleMs: LONG_MS, deliveries: 1 }]);
    expect(await store.renew(ONE, [id])).toEqual([id]);
    expect(await store.claim(CLAIM)).toEqual([]);
  },

  "renewing is no delivery": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    await store.renew(ONE, [id]);
    expect(await store.claim({ ...CLAIM, minIdleMs: 0 })).toMatchObject([{ deliveries: 2 }]);
  },

  "renewing yields what is still pending with this consumer": async (fixture) => {
    const { store } = fixture;
    const [lost, settled, kept] = await deliver(fixture, ["a", "b", "c"]);
    if (lost === undefined || settled === undefined || kept === undefined) throw new Error("Three were appended.");
    await takeOver(fixture, [lost]);
    await store.handOff({ ...ONE, settlements: [settlement(settled.id, "b")] });
    expect(await store.renew(ONE, [lost.id, settled.id, kept.id, UNKNOWN_ID])).toEqual([kept.id]);
    expect(await store.renew({ ...ONE, group: "nobody" }, [kept.id])).toEqual([]);
  },

  "renewing leaves the lease of others alone": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    await store.giveBack(ONE, [{ id, idleMs: LONG_MS, deliveries: 1 }]);
    await store.renew(TWO, [id]);
    expect(await store.claim(CLAIM)).toMatchObject([{ id }]);
  },

  "an entry whose body is gone leaves the pending list instead of being renewed": async (fixture) => {
    const { store, foreign } = fixture;
    const { id } = await deliverOne(fixture);
    await foreign.deleteEntry(ONE.stream, id);
    expect(await store.renew(ONE, [id])).toEqual([]);
    expect(await pending(store)).toBe(0);
  },

  "what is given back with the lease can be claimed at once": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    await store.giveBack(ONE, [{ id, idleMs: CLAIM.minIdleMs, deliveries: 1 }]);
    expect(await store.claim(CLAIM)).toMatchObject([{ id, deliveries: 2 }]);
  },

  "what is given back with less than the lease is claimed when the rest is over": async (fixture) => {
    const { store, waitIdle } = fixture;
    const { id } = await deliverOne(fixture);
    await store.giveBack(ONE, [{ id, idleMs: CLAIM.minIdleMs / 2, deliveries: 1 }]);
    expect(await store.claim(CLAIM)).toEqual([]);
    await waitIdle(LEASE_MS);
    expect(await store.claim({ ...CLAIM, minIdleMs: CLAIM.minIdleMs / 2 + LEASE_MS })).toMatchObject([{ id }]);
  },

  "what is given back goes on with the delivery count it was given": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    for (const deliveries of [0, 7]) {
      await store.giveBack(ONE, [{ id, idleMs: 0, deliveries }]);
      expect(await store.claim({ ...ONE, count: 1, minIdleMs: 0 })).toMatchObject([{ deliveries: deliveries + 1 }]);
    }
  },

  "giving back passes over what is no longer this consumer's": async (fixture) => {
    const { store } = fixture;
    const [lost, settled] = await deliver(fixture, ["a", "b"]);
    if (lost === undefined || settled === undefined) throw new Error("Two were appended.");
    await takeOver(fixture, [lost]);
    await store.handOff({ ...ONE, settlements: [settlement(settled.id, "b")] });
    const ids = [lost.id, settled.id, UNKNOWN_ID];
    const entries = ids.map((id) => ({ id, idleMs: LONG_MS, deliveries: 9 }));
    await store.giveBack(ONE, entries);
    await store.giveBack({ ...ONE, group: "nobody" }, entries);
    expect(await store.claim(CLAIM)).toEqual([]);
    expect(await store.claim({ ...CLAIM, minIdleMs: 0 })).toMatchObject([{ id: lost.id, deliveries: 3 }]);
  },

  "an entry whose body is gone leaves the pending list instead of being given back": async (fixture) => {
    const { store, foreign } = fixture;
    const { id } = await deliverOne(fixture);
    await foreign.deleteEntry(ONE.stream, id);
    await store.giveBack(ONE, [{ id, idleMs: 0, deliveries: 1 }]);
    expect(await pending(store)).toBe(0);
  },

  "an id, a count or a duration that makes no sense is refused": async ({ store }) => {
    const refused = { code: "OPTION_INVALID" };
    await expect(store.claim({ ...CLAIM, count: 0 })).rejects.toMatchObject(refused);
    await expect(store.claim({ ...CLAIM, minIdleMs: -1 })).rejects.toMatchObject(refused);
    await expect(store.renew(ONE, ["last"])).rejects.toMatchObject(refused);
    for (const wrong of [{ id: "1" }, { idleMs: -1 }, { deliveries: -1 }, { deliveries: 0.5 }]) {
      const returned = { id: UNKNOWN_ID, idleMs: 0, deliveries: 1, ...wrong };
      await expect(store.giveBack(ONE, [returned])).rejects.toMatchObject(refused);
    }
  },
};
