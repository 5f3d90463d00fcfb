import { defineEvent, EventSet, grade, tradingDecision, tradingSignal } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultOf } from "./fault-of.js";

const named = (type: string, aliases: readonly string[] = []) =>
  defineEvent({ type, aliases, description: "Any.", data: z.record(z.string(), z.json()) });

describe("EventSet", () => {
  const events = new EventSet([tradingSignal, tradingDecision, grade]);

  it("finds an event by its type and by its alias", () => {
    expect(events.find("trading_signal")).toBe(tradingSignal);
    expect(events.find("signal_data")).toBe(tradingSignal);
    expect(events.find("decision")).toBe(tradingDecision);
  });

  it.each(["", "toString", "__proto__", "constructor", "TRADING_SIGNAL"])("finds nothing under %j", (name) => {
    expect(events.find(name)).toBeUndefined();
  });

  it("names its types for messages", () => {
    expect(events.types).toBe("trading_signal, trading_decision, grade");
  });

  it.each([
    ["two types", [named("a"), named("a")]],
    ["a type and an alias", [named("b", ["a"]), named("a")]],
    ["two aliases", [named("b", ["a"]), named("c", ["a"])]],
  ])("refuses one name for %s", (_, definitions) => {
    expect(faultOf(() => new EventSet(definitions))).toMatchObject({
      code: "EVENT_DUPLICATE",
      path: ["type"],
      expected: 'one event named "a"',
    });
  });
});
