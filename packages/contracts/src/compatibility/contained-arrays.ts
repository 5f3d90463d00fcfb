import { isArray } from "./accepts.js";
import { type Compare, type Gap, within } from "./gap.js";
import { describeShape } from "./describe.js";
import { examplesOf, hintsOf, plainest } from "./examples.js";
import type { JsonValue } from "./json-schema.js";
import { CompatibilityRule } from "./rules.js";
import { type ArrayShape, itemOf } from "./shape.js";

export function compareArrays(writer: ArrayShape, reader: ArrayShape, comparison: Compare): readonly Gap[] {
  const gaps: Gap[] = [];
  if (writer.minItems < reader.minItems || writer.maxItems > reader.maxItems) {
    gaps.push({
      rule: CompatibilityRule.ITEMS_NARROWED,
      path: [],
      writer: describeShape(writer),
      reader: describeShape(reader),
      examples: examplesOf(writer, { hints: hintsOf([reader]) }),
    });
  }
  const named = Math.max(writer.prefix.length, reader.prefix.length);
  const end = Math.min(writer.maxItems, reader.maxItems, named + 1);
  for (let index = 0; index < end; index++) {
    const step = index < named ? String(index) : "[]";
    for (const gap of comparison.nodes(itemOf(writer, index), itemOf(reader, index))) {
      gaps.push(within(gap, step, (value) => arrayWith(writer, index, value)));
    }
  }
  return gaps;
}

function arrayWith(shape: ArrayShape, at: number, value: JsonValue): JsonValue | undefined {
  const length = Math.max(shape.minItems, at + 1);
  const items = Array.from({ length }, (_, index) => (index === at ? value : plainest(itemOf(shape, index), 1)));
  const whole = items.includes(undefined) ? undefined : (items as readonly JsonValue[]);
  return whole !== undefined && isArray(whole) ? whole : undefined;
}
