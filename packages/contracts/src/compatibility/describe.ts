import type { JsonValue } from "./json-schema.js";
import type { Node } from "./node.js";
import type { NumberShape, Shape, StringShape } from "./shape.js";
import { shapesOf } from "./shapes.js";

/** What a node takes, in a few words. */
export function describeNode(node: Node): string {
  if (node.parts.length === 0) return "anything";
  const shapes = shapesOf(node);
  const values = shapes.flatMap((shape) => (shape.kind === "value" ? [shape.value] : []));
  const others = shapes.filter(({ kind }) => kind !== "value").map(describeShape);
  const texts = [...(values.length > 0 ? [describeValues(values)] : []), ...new Set(others)];
  return texts.length === 0 ? "nothing" : texts.join(" or ");
}

function describeValues(values: readonly JsonValue[]): string {
  const isBoolean = values.length === 2 && values.includes(true) && values.includes(false);
  return isBoolean ? "boolean" : values.map((value) => JSON.stringify(value)).join(", ");
}

export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "value":
      return JSON.stringify(shape.value);
    case "number":
      return describeNumber(shape);
    case "string":
      return describeString(shape);
    case "array":
      return `array${range(shape.minItems, shape.maxItems, "items")}`;
    case "object":
      return shape.required.size > 0 ? `object with ${[...shape.required].join(", ")}` : "object";
  }
}

function describeNumber({ isInteger, min, isMinOpen, max, isMaxOpen, multiples }: NumberShape): string {
  const parts = [isInteger ? "integer" : "number"];
  if (min > (isInteger ? Number.MIN_SAFE_INTEGER : -Infinity)) parts.push(`${isMinOpen ? "more than" : "from"} ${min}`);
  if (max < (isInteger ? Number.MAX_SAFE_INTEGER : Infinity)) parts.push(`${isMaxOpen ? "less than" : "to"} ${max}`);
  if (multiples.length > 0) parts.push(`in steps of ${multiples.join(" and ")}`);
  return parts.join(" ");
}

function describeString({ minLength, maxLength, patterns, forms }: StringShape): string {
  const parts = [`string${range(minLength, maxLength, "characters")}`];
  if (forms.length > 0) parts.push(`of format ${forms.join(", ")}`);
  for (const { source, flags } of patterns) parts.push(`matching /${source}/${flags}`);
  return parts.join(" ");
}

function range(min: number, max: number, unit: string): string {
  if (min === 0 && max === Infinity) return "";
  if (max === Infinity) return ` of ${min} or more ${unit}`;
  return min === max ? ` of ${min} ${unit}` : ` of ${min} to ${max} ${unit}`;
}
