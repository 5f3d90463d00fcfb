import { expect } from "vitest";
import type { Hop } from "../../../src/ports/event-store.js";
import type { Checks } from "../fixture.js";
import { append, carrying, deliver, deliverOne, hop, ONE } from "../steps.js";

const ORIGIN: Hop = { traceId: "origin", agent: "Source", outcome: "published", at: 1_000 };

export const lineageChecks: Checks = {
  "an append records the hop that starts the chain": async ({ store }) => {
    const { entryId } = await store.append({ stream: "work", fields: carrying("a"), eventId: "a", hop: ORIGIN });
    expect(await store.hop("origin")).toEqual({ ...ORIGIN, outputs: [{ stream: "work", entryId }] });
    expect(await store.children("origin")).toEqual([]);
  },

  "an append that adds nothing records nothing": async ({ store }) => {
    await append(store, ["a"]);
    await store.append({ stream: "work", fields: carrying("a"), eventId: "a", hop: ORIGIN });
    expect(await store.hop("origin")).toBeUndefined();
  },

  "a hand-off records the hop with everything it was given and published": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    const handedOff: Hop = {
      traceId: "step",
      parentTraceId: "origin",
      agent: "Wörker: 2",
      input: { stream: "work", entryId: id },
      outcome: "dead_letter",
      at: 1_700_000_000_123,
      latencyMs: 0.25,
    };
    const outputs = ["results", "audit"].map((stream) => ({ stream, fields: carrying(stream) }));
    const [settled] = await store.handOff({ ...ONE, settlements: [{ entryId: id, outputs, hop: handedOff }] });
    const published = outputs.map(({ stream }, index) => ({ stream, entryId: settled?.outputIds[index] }));
    expect(await store.hop("step")).toEqual({ ...handedOff, outputs: published });
    expect(await store.children("origin")).toEqual(["step"]);
  },

  "a hop without outputs has none": async (fixture) => {
    const { store } = fixture;
    const { id } = await deliverOne(fixture);
    await store.handOff({ ...ONE, settlements: [{ entryId: id, outputs: [], hop: hop("last") }] });
    expect(await store.hop("last")).toEqual({ ...hop("last"), outputs: [] });
  },

  "children come in the order they were committed": async (fixture) => {
    const { store } = fixture;
    const deliveries = await deliver(fixture, ["a", "b", "c"]);
    const traceIds = ["z", "m", "a"];
    const settlements = deliveries.map(({ id }, index) => ({
      entryId: id,
      outputs: [],
      hop: hop(traceIds[index] ?? ""),
    }));
    await store.handOff({ ...ONE, settlements: settlements.slice(0, 2) });
    await store.handOff({ ...ONE, settlements: settlements.slice(2) });
    expect(await store.children("root")).toEqual(traceIds);
  },

  "an unknown trace id has no hop and no children": async ({ store }) => {
    expect(await store.hop("unknown")).toBeUndefined();
    expect(await store.children("unknown")).toEqual([]);
  },

  "a trace id that is recorded again is the later hop": async ({ store }) => {
    await store.append({ stream: "work", fields: carrying("a"), eventId: "a", hop: { ...ORIGIN, latencyMs: 1 } });
    const again = { ...ORIGIN, agent: "Other", at: 2_000 };
    const { entryId } = await store.append({ stream: "work", fields: carrying("b"), eventId: "b", hop: again });
    expect(await store.hop("origin")).toEqual({ ...again, outputs: [{ stream: "work", entryId }] });
  },

  "hops and children are kept for their retention": async ({ open, waitIdle }) => {
    const store = await open({ lineageRetentionMs: 60 });
    const step = { ...ORIGIN, parentTraceId: "root" };
    await store.append({ stream: "work", fields: carrying("a"), eventId: "a", hop: step });
    await waitIdle(120);
    expect(await store.hop("origin")).toBeUndefined();
    expect(await store.children("root")).toEqual([]);
  },
};
