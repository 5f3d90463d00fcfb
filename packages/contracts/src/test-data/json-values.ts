import fc from "fast-check";
import { nodeAccepts } from "../compatibility/accepts.js";
import type { JsonObject, JsonValue } from "../compatibility/json-schema.js";
import type { Node } from "../compatibility/node.js";
import {
  type ArrayShape,
  itemOf,
  type NumberShape,
  type ObjectShape,
  propertyOf,
  type Shape,
} from "../compatibility/shape.js";
import { shapesOf } from "../compatibility/shapes.js";
import { isMultiple } from "../compatibility/accepts.js";
import { kept, texts } from "./json-texts.js";
import { impossible } from "./impossible.js";

/** A schema that contains itself is followed this deep; beyond, only what must be there is made. */
const DEPTH = 3;
/** Deeper than what must be there can nest, unless it must nest for ever. */
const MAX_DEPTH = 16;
const MAX_MORE = 4;

/**
 * Values that a node takes, by construction.
 *
 * @throws {ToolError} `TEST_DATA_IMPOSSIBLE` for a schema that takes nothing, or whose values cannot be made.
 */
export function jsonValues(node: Node): fc.Arbitrary<JsonValue> {
  return valuesOf(node, { depth: 0, path: [] });
}

/** Where a value stands. */
interface Place {
  readonly depth: number;
  readonly path: readonly string[];
}

function valuesOf(node: Node, place: Place): fc.Arbitrary<JsonValue> {
  if (place.depth > MAX_DEPTH) throw impossible(place.path, "A value of this schema would never end.");
  const shapes = shapesOf(node);
  if (shapes.length === 0) throw impossible(place.path, "No value meets this schema.");
  const unknown = shapes.flatMap((shape) => shape.unknown);
  if (unknown.length > 0) throw impossible(place.path, `Nothing is known here of ${unknown.join(", ")}.`);
  const isFar = place.depth >= DEPTH;
  const leaves = shapes.filter(({ kind }) => kind !== "array" && kind !== "object");
  const chosen = isFar && leaves.length > 0 ? leaves : shapes;
  const values = chosen.flatMap((shape) => (shape.kind === "value" ? [shape.value] : []));
  const others = chosen.filter(({ kind }) => kind !== "value").map((shape) => ofShape(shape, place));
  const all = fc.oneof(...(values.length > 0 ? [fc.constantFrom(...values)] : []), ...others);
  const isExact = chosen.every(({ narrowedBy }) => narrowedBy.length === 0);
  return isExact ? all : kept(all, (value) => nodeAccepts(node, value), place.path);
}

function ofShape(shape: Shape, place: Place): fc.Arbitrary<JsonValue> {
  switch (shape.kind) {
    case "value":
      return fc.constant(shape.value);
    case "number":
      return numbers(shape, place);
    case "string":
      return texts(shape, place.path);
    case "array":
      return arrays(shape, place);
    case "object":
      return objects(shape, place);
  }
}

function numbers(shape: NumberShape, { path }: Place): fc.Arbitrary<number> {
  const min = Math.max(shape.min, -Number.MAX_VALUE);
  const max = Math.min(shape.max, Number.MAX_VALUE);
  const [step, ...steps] = shape.multiples;
  // JSON has no negative zero.
  const plain = (value: number): number => (value === 0 ? 0 : value);
  if (step !== undefined) {
    const least = Math.max(Math.ceil(min / step), Number.MIN_SAFE_INTEGER);
    const greatest = Math.min(Math.floor(max / step), Number.MAX_SAFE_INTEGER);
    if (least > greatest) throw impossible(path, "No number meets this schema.");
    const isRight = (value: number): boolean =>
      value >= min &&
      value <= max &&
      !(shape.isMinOpen && value === min) &&
      !(shape.isMaxOpen && value === max) &&
      (!shape.isInteger || Number.isInteger(value)) &&
      [step, ...steps].every((each) => isMultiple(value, each));
    return kept(
      fc
        .maxSafeInteger()
        .map((count) => least + (Math.abs(count) % (greatest - least + 1)))
        .map((count) => plain(count * step)),
      isRight,
      path,
    );
  }
  if (shape.isInteger) {
    const bounds = { min: Math.max(min, Number.MIN_SAFE_INTEGER), max: Math.min(max, Number.MAX_SAFE_INTEGER) };
    if (bounds.min > bounds.max) throw impossible(path, "No integer meets this schema.");
    return fc.integer(bounds).map(plain);
  }
  return fc
    .double({
      min,
      max,
      minExcluded: shape.isMinOpen,
      maxExcluded: shape.isMaxOpen,
      noNaN: true,
      noDefaultInfinity: true,
    })
    .map(plain);
}

function arrays(shape: ArrayShape, place: Place): fc.Arbitrary<JsonValue> {
  const at = (index: number): fc.Arbitrary<JsonValue> =>
    valuesOf(itemOf(shape, index), { depth: place.depth + 1, path: [...place.path, "[]"] });
  const longest =
    place.depth >= DEPTH
      ? shape.minItems
      : Math.min(shape.maxItems, Math.max(shape.minItems, shape.prefix.length) + MAX_MORE);
  if (longest === 0) return fc.constant([]);
  if (shape.prefix.length === 0) {
    const item = orNone(() => at(0), shape.minItems > 0);
    return item === undefined ? fc.constant([]) : fc.array(item, { minLength: shape.minItems, maxLength: longest });
  }
  const items = Array.from({ length: longest }, (_, index) => orNone(() => at(index), index < shape.minItems));
  const end = items.includes(undefined) ? items.indexOf(undefined) : items.length;
  return fc
    .tuple(fc.tuple(...(items.slice(0, end) as fc.Arbitrary<JsonValue>[])), fc.nat(end - Math.min(end, shape.minItems)))
    .map(([all, fewer]) => all.slice(0, end - fewer));
}

function objects(shape: ObjectShape, place: Place): fc.Arbitrary<JsonValue> {
  const below = (key: string): Place => ({ depth: place.depth + 1, path: [...place.path, key] });
  const model: Record<string, fc.Arbitrary<JsonValue>> = {};
  for (const [key, node] of shape.properties) {
    const isRequired = shape.required.has(key);
    if (!isRequired && place.depth >= DEPTH) continue;
    const value = orNone(() => valuesOf(node, below(key)), isRequired);
    if (value !== undefined) model[key] = value;
  }
  for (const key of shape.required) model[key] ??= valuesOf(propertyOf(shape, key), below(key));
  const named = fc.record(model, { requiredKeys: [...shape.required], noNullPrototype: true });
  const isClosed = shapesOf(shape.rest).length === 0 || place.depth >= DEPTH;
  const more = isClosed ? undefined : orNone(() => dictionary(shape, below("*")), false);
  return more === undefined ? named : fc.tuple(more, named).map(([others, own]): JsonObject => ({ ...others, ...own }));
}

function dictionary(shape: ObjectShape, place: Place): fc.Arbitrary<JsonObject> {
  const spelt = valuesOf(shape.names, place).filter((name): name is string => typeof name === "string");
  const names = shape.names.parts.length === 0 ? anyKey : spelt;
  const key = names.filter((name) => name !== "__proto__" && !shape.properties.has(name));
  return fc.dictionary(key, valuesOf(shape.rest, place), { maxKeys: MAX_MORE, noNullPrototype: true });
}

const anyKey = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("constructor", "toString", "hasOwnProperty", "toJSON", "0"),
);

/** What need not be there is left out where it cannot be made. */
function orNone<T>(make: () => T, isNeeded: boolean): T | undefined {
  if (isNeeded) return make();
  try {
    return make();
  } catch {
    return undefined;
  }
}
