import { nodeAccepts } from "./accepts.js";
import type { JsonValue } from "./json-schema.js";
import type { Node } from "./node.js";
import {
  type ArrayShape,
  itemOf,
  type NumberShape,
  type ObjectShape,
  propertyOf,
  type Shape,
  type StringShape,
} from "./shape.js";
import { shapesOf } from "./shapes.js";
import { samplesOfForm } from "./string-format.js";

/** A schema that contains itself is followed this deep. */
const MAX_DEPTH = 8;
const MAX_ITEMS = 32;

/** What a reader says of the same place: the borders where a writer's value is likely to be refused. */
export interface Hints {
  readonly numbers: readonly number[];
  readonly lengths: readonly number[];
}

const NO_HINTS: Hints = { numbers: [], lengths: [] };

/** A plain value that a node takes; undefined where none was found. */
export function plainest(node: Node, depth = 0): JsonValue | undefined {
  if (depth > MAX_DEPTH) return undefined;
  for (const shape of shapesOf(node)) {
    const [found] = examplesOf(shape, { depth }).filter((value) => nodeAccepts(node, value));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Values of a shape, the plainest first: borders, and what is a little beside them. */
export function examplesOf(
  shape: Shape,
  { hints = NO_HINTS, depth = 0 }: { readonly hints?: Hints; readonly depth?: number } = {},
): readonly JsonValue[] {
  switch (shape.kind) {
    case "value":
      return [shape.value];
    case "number":
      return numbers(shape, hints.numbers);
    case "string":
      return strings(shape, hints.lengths);
    case "array":
      return arrays(shape, hints.lengths, depth);
    case "object":
      return [plainObject(shape, depth)].filter((value) => value !== undefined);
  }
}

function numbers(shape: NumberShape, hints: readonly number[]): readonly number[] {
  const borders = [shape.min, shape.max, ...hints].filter(Number.isFinite);
  const middle = Number.isFinite(shape.min) && Number.isFinite(shape.max) ? [(shape.min + shape.max) / 2] : [];
  const steps = shape.multiples.length > 0 ? shape.multiples : [1, 0.5, 0.001];
  const near = borders.flatMap((border) => [
    border,
    ...steps.flatMap((step) => [border + step, border - step, border + 2 * step]),
  ]);
  const multiples = shape.multiples.flatMap((multiple) =>
    [...near, 1].map((value) => Math.ceil(value / multiple) * multiple),
  );
  const all = [0, 1, 0.5, ...middle, ...near, ...multiples, -1, 1e9, -1e9, 2 ** 60, -(2 ** 60)];
  return [...new Set(all.map((value) => (value === 0 ? 0 : value)).filter(Number.isFinite))];
}

function strings(shape: StringShape, hints: readonly number[]): readonly string[] {
  const samples = shape.forms.flatMap(samplesOfForm);
  const lengths = [
    1,
    shape.minLength,
    shape.maxLength,
    ...hints.flatMap((length) => [length - 1, length, length + 1]),
    0,
  ];
  const sized = [...new Set(lengths)]
    .filter((length) => length >= 0 && length <= 10_000 && length >= shape.minLength && length <= shape.maxLength)
    .map((length) => "a".repeat(length));
  return [...samples, ...sized, "A", "1", "-", " ", "~~~"];
}

function arrays(shape: ArrayShape, hints: readonly number[], depth: number): readonly JsonValue[] {
  const lengths = [
    shape.minItems,
    ...hints.flatMap((length) => [length, length + 1, length - 1]),
    shape.maxItems,
    0,
    1,
  ];
  return [...new Set(lengths)].flatMap((length) => {
    if (length < shape.minItems || length > shape.maxItems || length > MAX_ITEMS) return [];
    const items = Array.from({ length }, (_, index) => plainest(itemOf(shape, index), depth + 1));
    return items.includes(undefined) ? [] : [items as readonly JsonValue[]];
  });
}

/** An object of its required keys alone. */
export function plainObject(shape: ObjectShape, depth: number): JsonValue | undefined {
  const entries = [...shape.required].map((key) => [key, plainest(propertyOf(shape, key), depth + 1)] as const);
  return entries.some(([, value]) => value === undefined)
    ? undefined
    : (Object.fromEntries(entries) as Record<string, JsonValue>);
}

/** Borders of a reader. */
export function hintsOf(shapes: readonly Shape[]): Hints {
  const numbers = shapes.flatMap((shape) =>
    shape.kind === "number" ? [shape.min, shape.max, ...shape.multiples] : [],
  );
  const lengths = shapes.flatMap((shape) => {
    if (shape.kind === "string") return [shape.minLength, shape.maxLength];
    return shape.kind === "array" ? [shape.minItems, shape.maxItems] : [];
  });
  return { numbers, lengths };
}
