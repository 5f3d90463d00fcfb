import { defineTopology, unchanged } from "@handoff/contracts";
import { checkCompatibility, snapshotOf } from "@handoff/contracts/compatibility";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { continued, NO_HISTORY } from "../../src/compatibility/history.js";
import { event, findings, level, next, rulesOf, type Setting } from "./gate-setting.js";

const text = z.string();

describe("the history of an event", () => {
  const gone = event({ ...level, unit: text.describe("Of the level") });
  const without = event(level, next);
  const third = { version: 3, upcasters: { 1: unchanged, 2: unchanged } } as const;
  const committed = [gone, without];

  it.each<[string, z.ZodType, readonly string[]]>([
    ["another type", z.number().describe("Of the level"), ["field-returned"]],
    ["another description, where its unit stands", text.describe("Of the sample"), ["field-returned"]],
    ["the same meaning", text.describe("Of the level"), []],
  ])("has a removed field come back with %s", (_, form, rules) => {
    const code = event({ ...level, unit: z.exactOptional(form) }, third);
    const history = continued(NO_HISTORY, committed.map(snapshotOf));
    const found = findings({ committed: [...committed, code], code: [code], mode: "FORWARD", history });
    expect(found.map(({ rule }) => rule)).toEqual(rules);
  });

  it("asks for the tombstone of a field that was removed", () => {
    const code = [without];
    const found = findings({ committed, code, history: NO_HISTORY, mode: "BACKWARD" });
    expect(found).toMatchObject([{ rule: "snapshot-missing", place: "history.json", path: "unit" }]);
  });

  const first = event(level, { aliases: ["measured"] });
  it.each<[string, Setting, readonly string[]]>([
    ["snapshot-missing", { committed: [], code: [first] }, ["snapshot-missing"]],
    [
      "schema-changed",
      { committed: [event(level)], code: [event({ level: z.int() })] },
      ["number-narrowed", "schema-changed"],
    ],
    [
      "wording-changed, of a field",
      { committed: [gone], code: [event({ ...level, unit: text.describe("Else") })] },
      ["wording-changed"],
    ],
    [
      "wording-changed, of the event",
      { committed: [first], code: [event(level, { aliases: ["measured"], description: "Else." })] },
      ["wording-changed"],
    ],
    ["wording-changed, by an alias", { committed: [event(level)], code: [first] }, ["wording-changed"]],
    ["alias-removed", { committed: [first], code: [event(level)] }, ["alias-removed"]],
    ["version-behind", { committed: [event(level), event(level, next)], code: [event(level)] }, ["version-behind"]],
    ["event-removed", { committed: [event(level)], code: [] }, ["event-removed"]],
    [
      "event-removed, by a new name",
      { committed: [event(level)], code: [event(level, { type: "new", aliases: ["result"] })] },
      ["event-removed", "snapshot-missing"],
    ],
    [
      "nothing of a new name that only readers must know",
      { committed: [event(level)], code: [event(level, { type: "new", aliases: ["result"] })], mode: "BACKWARD" },
      ["snapshot-missing"],
    ],
  ])("has %s", (_, setting, rules) => {
    expect(rulesOf(setting)).toEqual(rules);
  });

  it("has an edited snapshot and an edited history", () => {
    const snapshots = [{ ...snapshotOf(first), isIntact: false }];
    const found = checkCompatibility({ events: [first] }, { snapshots, history: { ...NO_HISTORY, isIntact: false } });
    expect(found.map(({ rule, place }) => [rule, place])).toEqual([
      ["snapshot-edited", "result.v1.json"],
      ["snapshot-edited", "history.json"],
    ]);
  });

  it("has streams that carry less than they did, if the topology is known", () => {
    const topology = defineTopology({
      streams: { results: [first] },
      agents: { Reader: { consumes: "results", group: "reading_agents", publishes: [] } },
    });
    const history = { ...NO_HISTORY, streams: { results: ["measured", "ordered"], orders: ["ordered"] } };
    const found = checkCompatibility({ events: [first], topology }, { snapshots: [snapshotOf(first)], history });
    expect(found.map(({ rule, subject, writer, reader }) => [rule, subject, writer, reader])).toEqual([
      ["stream-shrunk", "results", "carries ordered", "does not"],
      ["stream-shrunk", "orders", "carries ordered", "no such stream"],
    ]);
    expect(checkCompatibility({ events: [first] }, { snapshots: [snapshotOf(first)], history })).toEqual([]);
  });

  it("refuses two snapshots of one version", () => {
    const snapshots = [snapshotOf(first), { ...snapshotOf(first), place: "copy.json" }];
    expect(() => checkCompatibility({ events: [first] }, { snapshots, history: NO_HISTORY })).toThrow(
      "SNAPSHOT_DUPLICATE at copy.json: Version 1 of result has another snapshot at result.v1.json.",
    );
  });
});
