import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { canonicalSchema } from "../../src/compatibility/canonical-schema.js";
import { containment } from "../../src/compatibility/containment.js";
import type { Gap } from "../../src/compatibility/gap.js";
import { type JsonValue, SchemaDocument, type SchemaObject } from "../../src/compatibility/json-schema.js";
import { Node } from "../../src/compatibility/node.js";
import { withMode } from "../../src/schema-mode.js";
import { jsonValues } from "../../src/test-data/json-values.js";
import { orFault } from "../fault-of.js";
import { ajvOf, opened } from "./oracle.js";
import { Random } from "./random.js";
import { randomPayload } from "./random-schema.js";
import { changed } from "./schema-change.js";
import { zodOf } from "./schema-form.js";

/** How many random changes are judged; `GATE_CHANGES=10000` for a thorough run. */
const CHANGES = Number(process.env["GATE_CHANGES"] ?? 60);
const INSTANCES = 12;

/** One schema in all its readings. */
interface Side {
  readonly canonical: SchemaObject;
  readonly write: z.ZodType;
  readonly read: z.ZodType;
  readonly isWritten: (value: JsonValue) => boolean;
  readonly isRead: (value: JsonValue) => boolean;
}

/** Undefined for a schema that no event may have. */
function sideOf(schema: z.ZodType): Side | undefined {
  const write = orFault(() => withMode(schema, "closed"));
  if (write === undefined) return undefined;
  const canonical = canonicalSchema(write);
  return {
    canonical,
    write,
    read: withMode(schema, "open"),
    isWritten: ajvOf(canonical),
    isRead: ajvOf(opened(canonical)),
  };
}

const known = new Map<string, readonly JsonValue[]>();

function sampled(node: Node, seed: number): readonly JsonValue[] {
  const values = known.get(node.key) ?? made(node, seed);
  known.set(node.key, values);
  return values;
}

function made(node: Node, seed: number): readonly JsonValue[] {
  try {
    return fc.sample(jsonValues(node), { numRuns: INSTANCES, seed });
  } catch (error) {
    expect(error).toMatchObject({ code: "TEST_DATA_IMPOSSIBLE" });
    return [];
  }
}

type Verdict = "compatible" | "incompatible" | "unproven";

function verdictOf(gaps: readonly Gap[]): Verdict {
  if (gaps.length === 0) return "compatible";
  return gaps.some(({ examples }) => examples.length > 0) ? "incompatible" : "unproven";
}

function judge(writer: Side, reader: Side, seed: number): Verdict {
  const closed = new SchemaDocument(writer.canonical, "closed");
  const gaps = containment(closed, new SchemaDocument(reader.canonical, "open"), (node) => sampled(node, seed));
  const verdict = verdictOf(gaps);
  const others = sampled(Node.root(new SchemaDocument(reader.canonical, "closed")), seed);
  for (const value of [...sampled(Node.root(closed), seed), ...others]) {
    const shown = JSON.stringify(value);
    // Of tiny and of huge numbers zod and ajv do not say the same remainder.
    if (/\de[+-]/.test(shown)) continue;
    const isWritten = writer.isWritten(value);
    const isRead = reader.isRead(value);
    expect(
      writer.write.safeParse(value).success,
      `zod and ajv agree that the writer writes ${shown}: ${JSON.stringify(writer.canonical)}`,
    ).toBe(isWritten);
    expect(
      reader.read.safeParse(value).success,
      `zod and ajv agree that the reader takes ${shown}: ${JSON.stringify(reader.canonical)}`,
    ).toBe(isRead);
    if (verdict === "compatible" && isWritten)
      expect(isRead, `compatible, so that the reader takes ${shown}`).toBe(true);
  }
  for (const value of gaps.flatMap(({ examples }) => examples)) {
    const shown = JSON.stringify(value);
    expect(writer.isWritten(value), `the writer writes ${shown}`).toBe(true);
    expect(reader.isRead(value), `the reader refuses ${shown}`).toBe(false);
    expect(writer.write.safeParse(value).success, `zod writes ${shown}`).toBe(true);
    expect(reader.read.safeParse(value).success, `zod refuses ${shown}`).toBe(false);
  }
  return verdict;
}

describe("containment", { timeout: 3_600_000 }, () => {
  it(`agrees with ajv over ${String(CHANGES)} random changes, in both directions`, () => {
    const counts = { compatible: 0, incompatible: 0, unproven: 0 };
    const seed = Number(process.env["GATE_SEED"] ?? Date.now() % 1_000_000_000);
    process.stderr.write(`GATE_SEED=${String(seed)}\n`);
    fc.assert(
      fc.property(fc.noShrink(fc.integer({ min: 0, max: 0xffffffff })), (each) => {
        known.clear();
        const random = new Random(each);
        const before = randomPayload(random);
        const [old, recent] = [sideOf(zodOf(before)), sideOf(zodOf(changed(before, random)))];
        if (old === undefined || recent === undefined) return;
        counts[judge(old, recent, each)]++;
        counts[judge(recent, old, each)]++;
      }),
      { numRuns: CHANGES, seed },
    );
    process.stderr.write(`${JSON.stringify(counts)}\n`);
    expect(counts.compatible).toBeGreaterThan(0);
    expect(counts.incompatible).toBeGreaterThan(0);
    expect(counts.unproven / (2 * CHANGES)).toBeLessThan(0.02);
  });
});
