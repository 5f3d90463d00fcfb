import { isArray, isObject, nodeAccepts, shapeTakes } from "../compatibility/accepts.js";
import { examplesOf } from "../compatibility/examples.js";
import type { JsonValue } from "../compatibility/json-schema.js";
import type { Node } from "../compatibility/node.js";
import { itemOf, propertyOf, type Shape } from "../compatibility/shape.js";
import { shapesOf } from "../compatibility/shapes.js";

/** One way for a payload to be wrong. */
export const PayloadFault = {
  /** A required key is not there. */
  MISSING_KEY: "missing-key",
  /** A key is there that the event does not have; readers drop it. */
  UNKNOWN_KEY: "unknown-key",
  /** A value is of another kind: text for a number, a list for an object. */
  WRONG_TYPE: "wrong-type",
  /** A value is not one of those that there are. */
  WRONG_VALUE: "wrong-value",
  /** A text is not of the format or the pattern. */
  WRONG_FORMAT: "wrong-format",
  /** A number, a text or a list is beyond its bounds. */
  OUT_OF_BOUNDS: "out-of-bounds",
} as const;
export type PayloadFault = (typeof PayloadFault)[keyof typeof PayloadFault];

/** Every payload that is like a valid one, but wrong at one place in one way. */
export function faulty(node: Node, value: JsonValue, fault: PayloadFault): readonly JsonValue[] {
  const shape = shapesOf(node).find((each) => shapeTakes(each, value));
  if (shape === undefined) return [];
  const here = MAKERS[fault](shape, value, node).filter((each) => !nodeAccepts(node, each));
  return [...here, ...below(shape, value, fault)];
}

function below(shape: Shape, value: JsonValue, fault: PayloadFault): readonly JsonValue[] {
  if (shape.kind === "object" && isObject(value)) {
    return Object.entries(value).flatMap(([key, child]) =>
      faulty(propertyOf(shape, key), child, fault).map((wrong) => ({ ...value, [key]: wrong })),
    );
  }
  if (shape.kind === "array" && isArray(value)) {
    return value.flatMap((item, index) =>
      faulty(itemOf(shape, index), item, fault).map((wrong) => value.with(index, wrong)),
    );
  }
  return [];
}

type Maker = (shape: Shape, value: JsonValue, node: Node) => readonly JsonValue[];

const MAKERS: Readonly<Record<PayloadFault, Maker>> = {
  "missing-key": (shape, value) => {
    if (shape.kind !== "object" || !isObject(value)) return [];
    return [...shape.required].map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)));
  },
  "unknown-key": (shape, value) =>
    shape.kind === "object" && isObject(value) && shapesOf(shape.rest).length === 0
      ? [{ ...value, unheard_of: 1 }]
      : [],
  "wrong-type": (_shape, _value, node) => {
    const kinds = new Set(shapesOf(node).map((shape) => (shape.kind === "value" ? kindOf(shape.value) : shape.kind)));
    return [null, true, 1, "text", [], {}].filter((value) => !kinds.has(kindOf(value)));
  },
  "wrong-value": (shape) => {
    if (shape.kind !== "value") return [];
    if (typeof shape.value === "number") return [shape.value + 1];
    return typeof shape.value === "string" ? ["unheard of", ""] : [];
  },
  "wrong-format": (shape) =>
    shape.kind === "string" && shape.forms.length + shape.patterns.length > 0
      ? ["", "~~~", "text", "1".repeat(99)]
      : [],
  "out-of-bounds": (shape, value) => {
    switch (shape.kind) {
      case "number":
        return [shape.min, shape.min - 1, shape.max, shape.max + 1].filter(Number.isFinite);
      case "string":
        return typeof value === "string"
          ? lengths(shape.minLength, shape.maxLength).map((length) => "x".repeat(length))
          : [];
      case "array":
        return isArray(value) ? lists(value, shape) : [];
      default:
        return [];
    }
  },
};

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  return isArray(value) ? "array" : typeof value;
}

/** One less than the least and one more than the most; what is far beyond tells no more. */
const FAR = 10_000;

function lengths(least: number, most: number): readonly number[] {
  return [least - 1, most + 1].filter((length) => length >= 0 && length <= FAR);
}

function lists(value: readonly JsonValue[], shape: Shape & { readonly kind: "array" }): readonly JsonValue[] {
  return lengths(shape.minItems, shape.maxItems).flatMap((length) => {
    const [more] =
      value.length > 0
        ? value.slice(-1)
        : shapesOf(shape.rest)
            .flatMap((each) => examplesOf(each))
            .slice(0, 1);
    if (length > value.length && more === undefined) return [];
    return [Array.from({ length }, (_, index) => value[index] ?? more ?? null)];
  });
}
