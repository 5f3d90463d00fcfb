import { readFileSync } from "node:fs";
import { unchanged } from "@handoff/contracts";
import {
  checkCompatibility,
  type CompatibilityMode,
  CompatibilityRule,
  type Snapshot,
  snapshotOf,
} from "@handoff/contracts/compatibility";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { NO_HISTORY } from "../../src/compatibility/history.js";
import { REMEDIES } from "../../src/compatibility/rules.js";
import { event, findings, level, next, rulesOf } from "./gate-setting.js";

/** A change from version 1 to version 2, the way it breaks, where, and an example of it. */
type Case = readonly [CompatibilityRule, z.ZodType, z.ZodType, "backward" | "forward", string, unknown];

const text = z.string();
const narrowing: readonly Case[] = [
  ["type-changed", z.number(), z.string(), "backward", "level", 0],
  ["value-unknown", z.enum(["a", "b"]), z.enum(["a"]), "backward", "level", "b"],
  ["number-narrowed", z.number(), z.int(), "backward", "level", 0.5],
  ["number-narrowed", z.number().max(100), z.number().max(1), "backward", "level", 100],
  ["length-narrowed", text.max(3), text.max(8), "forward", "level", "aaaaaaaa"],
  ["text-narrowed", text, z.uuid(), "backward", "level", "a"],
  [
    "text-narrowed",
    z.iso.datetime(),
    z.iso.datetime({ offset: true }),
    "forward",
    "level",
    "2026-03-31T12:00:00+05:30",
  ],
  ["text-narrowed", text, text.regex(/^[A-Z]+$/), "backward", "level", "a"],
  ["items-narrowed", z.array(z.null()).max(1), z.array(z.null()), "forward", "level", [null, null]],
  ["key-narrowed", z.record(text, z.null()), z.record(text.regex(/^x-/), z.null()), "backward", "level.*", { a: null }],
  [
    "field-unknown",
    z.record(text, z.null()),
    z.partialRecord(z.enum(["a"]), z.null()),
    "backward",
    "level.*",
    { extra: null },
  ],
];

describe("the gate", () => {
  it.each(narrowing)("finds %s of a field", (...[rule, before, after, direction, path, value]) => {
    const found = findings({ committed: [event({ level: before })], code: [event({ level: after }, next)] });
    const wanted = found.find((one) => one.rule === rule && one.direction === direction);
    expect(wanted).toMatchObject({ subject: "result", place: "result.v1.json", path, remedy: REMEDIES[rule] });
    expect(wanted?.example).toEqual({
      type: "result",
      ...(direction === "forward" ? { schema_version: 2 } : {}),
      data: { level: value },
    });
  });

  it("finds a field that is required of old entries, which have none", () => {
    const found = findings({ committed: [event(level)], code: [event({ ...level, unit: text }, next)] });
    expect(found.filter(({ direction }) => direction !== undefined)).toEqual([
      {
        rule: "field-required",
        subject: "result",
        place: "result.v1.json",
        direction: "backward",
        path: "unit",
        writer: "may leave it out",
        reader: "requires it: string",
        example: { type: "result", data: { level: 0 } },
        remedy: REMEDIES["field-required"],
      },
    ]);
  });

  it("has nothing to say of an optional field that is added", () => {
    const code = event({ ...level, unit: z.exactOptional(text) }, next);
    expect(findings({ committed: [event(level), code], code: [code] })).toEqual([]);
  });

  it("has nothing to say of what did not change, a cyclic schema among it", () => {
    const tree: z.ZodType = z.lazy(() => z.object({ level: z.number(), items: z.array(tree) }));
    const cyclic = event({ items: tree, note: z.exactOptional(z.json()) });
    expect(findings({ committed: [cyclic], code: [cyclic] })).toEqual([]);
  });

  it("finds what broke deep in a cyclic schema", () => {
    const tree = (leaf: z.ZodType): z.ZodType => {
      const made: z.ZodType = z.lazy(() => z.object({ level: leaf, items: z.array(made) }));
      return made;
    };
    const setting = { committed: [event({ items: tree(z.number()) })], code: [event({ items: tree(z.int()) }, next)] };
    expect(findings(setting)).toContainEqual(
      expect.objectContaining({
        rule: "number-narrowed",
        path: "items.level",
        example: { type: "result", data: { items: { level: 0.5, items: [] } } },
      }),
    );
  });

  it("cannot prove a check in code, not even one that stayed", () => {
    const refined = event({ level: z.number().refine((value) => value !== 13) });
    expect(rulesOf({ committed: [refined], code: [refined] })).toEqual(["unproven"]);
  });

  it("cannot prove a keyword that it does not know, wherever it is", () => {
    const [code] = [event(level)];
    const snapshot = snapshotOf(code);
    const strange = { ...snapshot, schema: { ...snapshot.schema, patternProperties: { x: false } } } as Snapshot;
    const found = checkCompatibility({ events: [event(level, next)] }, { snapshots: [strange], history: NO_HISTORY });
    expect(found.map(({ rule, direction }) => [rule, direction])).toEqual(
      expect.arrayContaining([
        ["unproven", "backward"],
        ["unproven", "forward"],
      ]),
    );
  });

  it.each<[CompatibilityMode, readonly string[]]>([
    ["BACKWARD", []],
    ["BACKWARD_TRANSITIVE", ["type-changed"]],
    ["FORWARD", []],
    ["FORWARD_TRANSITIVE", ["type-changed"]],
    ["FULL", []],
    ["FULL_TRANSITIVE", ["type-changed"]],
  ])("asks under %s only for what the mode asks", (mode, rules) => {
    const versions = [z.number(), text, text].map((form, index) =>
      event(
        { level: form },
        { version: index + 1, upcasters: [{}, { 1: unchanged }, { 1: unchanged, 2: unchanged }][index] ?? {} },
      ),
    );
    expect(rulesOf({ committed: versions, code: versions.slice(-1), mode })).toEqual(rules);
  });

  it("reads backward only, or forward only, where the mode says so", () => {
    const wider = { committed: [event({ level: z.int() })], code: [event({ level: z.number() }, next)] };
    expect(rulesOf({ ...wider, mode: "BACKWARD" })).toEqual(["snapshot-missing"]);
    expect(rulesOf({ ...wider, mode: "FORWARD" })).toEqual(["number-narrowed", "snapshot-missing"]);
  });
});

describe("an upcaster", () => {
  const before = event({ level: z.number(), unit: z.exactOptional(text) });
  const after = (upcaster: (data: unknown) => unknown) =>
    event({ level: z.number(), note: text }, { version: 2, upcasters: { 1: upcaster } });

  it("that takes every old payload makes it compatible", () => {
    const code = after((data) => ({ ...(data as object), note: (data as { unit?: string }).unit ?? "" }));
    expect(findings({ committed: [before, code], code: [code], mode: "BACKWARD_TRANSITIVE" })).toEqual([]);
  });

  it.each([
    ["throws", (data: unknown) => ({ level: 1, note: (data as { unit: string }).unit.trim() }), "takes (TypeError"],
    [
      "makes what is refused",
      (data: unknown) => ({ level: 1, note: (data as { unit?: string }).unit }),
      "note: Invalid",
    ],
  ])("that %s at some is found, with the payload", (_, upcaster, reason) => {
    const code = after(upcaster);
    const [found, ...others] = findings({ committed: [before, code], code: [code], mode: "BACKWARD_TRANSITIVE" });
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      rule: "upcaster-refused",
      direction: "backward",
      example: { type: "result", data: {} },
    });
    expect(found?.reader).toContain(reason);
    expect(found?.example?.data).not.toHaveProperty("unit");
  });

  it("that cannot be tried is not taken for fine", () => {
    const found = checkCompatibility(
      { events: [after((data) => data)] },
      { snapshots: [snapshotOf(before)], history: NO_HISTORY },
      { mode: "BACKWARD" },
    );
    expect(found.map(({ rule }) => rule)).toEqual(["snapshot-missing", "unproven"]);
  });
});

describe("the rules of the gate", () => {
  it("are all seen red here, or with the history", () => {
    const source = ["check", "check-history"]
      .map((name) => readFileSync(new URL(`${name}.test.ts`, import.meta.url), "utf8"))
      .join("\n");
    expect(Object.values(CompatibilityRule).filter((rule) => !source.includes(`"${rule}`))).toEqual([]);
  });
});
