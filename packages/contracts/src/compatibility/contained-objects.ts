import { nodeAccepts } from "./accepts.js";
import { type Compare, type Gap, within } from "./gap.js";
import { describeNode } from "./describe.js";
import { plainest, plainObject } from "./examples.js";
import type { JsonObject, JsonValue } from "./json-schema.js";
import type { Node } from "./node.js";
import { CompatibilityRule } from "./rules.js";
import { type ObjectShape, propertyOf } from "./shape.js";
import { shapesOf } from "./shapes.js";

export function compareObjects(writer: ObjectShape, reader: ObjectShape, comparison: Compare): readonly Gap[] {
  // An object that must have what cannot be is never written.
  if ([...writer.required].some((key) => isNothing(propertyOf(writer, key)))) return [];
  const plain = plainObject(writer, 0) as JsonObject | undefined;
  const withKey = (key: string, value: JsonValue): JsonValue | undefined =>
    plain === undefined ? undefined : { ...plain, [key]: value };
  const gaps: Gap[] = [];
  for (const key of reader.required) {
    if (!writer.required.has(key)) gaps.push(requiredGap(key, propertyOf(reader, key), plain));
  }
  for (const key of new Set([...writer.properties.keys(), ...reader.properties.keys()])) {
    const [written, read] = [propertyOf(writer, key), propertyOf(reader, key)];
    if (isNothing(written) || !mayBeNamed(writer, key)) continue;
    if (isNothing(read) || !nodeAccepts(reader.names, key)) {
      gaps.push(unknownGap(key, written, withKey));
      continue;
    }
    for (const gap of comparison.nodes(written, read)) gaps.push(within(gap, key, (value) => withKey(key, value)));
  }
  if (!isNothing(writer.rest) && shapesOf(writer.names).length > 0)
    gaps.push(...unnamedGaps(writer, reader, { comparison, withKey }));
  return gaps;
}

function requiredGap(key: string, read: Node, plain: JsonObject | undefined): Gap {
  return {
    rule: CompatibilityRule.FIELD_REQUIRED,
    path: [key],
    writer: "may leave it out",
    reader: `requires it: ${describeNode(read)}`,
    examples: plain === undefined ? [] : [plain],
  };
}

type WithKey = (key: string, value: JsonValue) => JsonValue | undefined;

function unknownGap(key: string, written: Node, withKey: WithKey): Gap {
  const value = plainest(written);
  const example = value === undefined ? undefined : withKey(key, value);
  return {
    rule: CompatibilityRule.FIELD_UNKNOWN,
    path: [key],
    writer: describeNode(written),
    reader: "takes no such key",
    examples: example === undefined ? [] : [example],
  };
}

/** Keys that neither side names. */
function unnamedGaps(
  writer: ObjectShape,
  reader: ObjectShape,
  { comparison, withKey }: { readonly comparison: Compare; readonly withKey: WithKey },
): readonly Gap[] {
  const keys = freshKeys(writer, reader);
  const around = (value: JsonValue): readonly JsonValue[] =>
    keys.map((key) => withKey(key, value)).filter((whole) => whole !== undefined);
  const value = plainest(writer.rest, 1);
  const gaps: Gap[] = [];
  if (isNothing(reader.rest)) {
    gaps.push({
      rule: CompatibilityRule.FIELD_UNKNOWN,
      path: ["*"],
      writer: describeNode(writer.rest),
      reader: "takes no other key",
      examples: value === undefined ? [] : around(value),
    });
  } else {
    for (const gap of comparison.nodes(writer.rest, reader.rest)) {
      gaps.push({ ...gap, path: ["*", ...gap.path], examples: gap.examples.flatMap(around) });
    }
  }
  for (const gap of comparison.nodes(writer.names, reader.names)) {
    const named = gap.examples.flatMap((key) =>
      typeof key === "string" && value !== undefined ? [withKey(key, value)] : [],
    );
    gaps.push({
      rule: gap.rule === CompatibilityRule.UNPROVEN ? CompatibilityRule.UNPROVEN : CompatibilityRule.KEY_NARROWED,
      path: ["*"],
      writer: `keys: ${gap.writer}`,
      reader: `keys: ${gap.reader}`,
      examples: named.filter((whole) => whole !== undefined),
    });
  }
  return gaps;
}

function freshKeys(writer: ObjectShape, reader: ObjectShape): readonly string[] {
  const name = plainest(writer.names);
  const keys = ["extra", "x", ...(typeof name === "string" ? [name] : [])];
  return keys.filter((key) => !writer.properties.has(key) && !reader.properties.has(key) && mayBeNamed(writer, key));
}

function mayBeNamed({ names }: ObjectShape, key: string): boolean {
  return nodeAccepts(names, key);
}

function isNothing(node: Node): boolean {
  return shapesOf(node).length === 0;
}
