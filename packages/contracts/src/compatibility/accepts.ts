import { type JsonObject, type JsonSchema, type JsonValue, sameJson, type SchemaObject } from "./json-schema.js";
import type { Node, Part } from "./node.js";
import type { Pattern, Shape } from "./shape.js";
import { isOfForm } from "./string-format.js";

/** Whether a schema takes a value, judged as zod judges: lengths in code points, formats checked. */
export function accepts(part: Part, value: JsonValue): boolean {
  return check(part, value, new Set());
}

/** Whether all schemas of a node take a value. */
export function nodeAccepts(node: Node, value: JsonValue): boolean {
  return node.parts.every((part) => accepts(part, value));
}

/** Whether a value is of a shape. */
export function shapeTakes(shape: Shape, value: JsonValue): boolean {
  switch (shape.kind) {
    case "value":
      return sameJson(shape.value, value);
    case "number":
      return (
        typeof value === "number" &&
        (!shape.isInteger || Number.isInteger(value)) &&
        (shape.isMinOpen ? value > shape.min : value >= shape.min) &&
        (shape.isMaxOpen ? value < shape.max : value <= shape.max) &&
        shape.multiples.every((multiple) => isMultiple(value, multiple))
      );
    case "string":
      return (
        typeof value === "string" &&
        lengthOf(value) >= shape.minLength &&
        lengthOf(value) <= shape.maxLength &&
        shape.patterns.every((pattern) => matches(pattern, value)) &&
        shape.forms.every((form) => isOfForm(form, value))
      );
    case "array":
      return (
        isArray(value) &&
        value.length >= shape.minItems &&
        value.length <= shape.maxItems &&
        value.every((item, index) => nodeAccepts(shape.prefix[index] ?? shape.rest, item))
      );
    case "object":
      return (
        isObject(value) &&
        [...shape.required].every((key) => Object.hasOwn(value, key)) &&
        Object.entries(value).every(
          ([key, child]) =>
            nodeAccepts(shape.names, key) && nodeAccepts(shape.properties.get(key) ?? shape.rest, child),
        )
      );
  }
}

/** As zod judges: the remainder of decimals, not of their binary neighbours. */
export function isMultiple(value: number, multiple: number): boolean {
  const ratio = value / multiple;
  const nearest = Math.round(ratio);
  return Math.abs(ratio - nearest) < Number.EPSILON * Math.max(1, Math.abs(ratio));
}

function matches({ source, flags }: Pattern, value: string): boolean {
  return regExp(source, flags)?.test(value) ?? true;
}

/** A pattern, read as zod's JSON Schema means it; undefined where no engine of ours can read it. */
export function regExp(source: string, flags: string): RegExp | undefined {
  for (const unicode of flags === "" ? ["u", ""] : [""]) {
    try {
      return new RegExp(source, flags.replace(/[gy]/g, "") + unicode);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** @param chain Schemas that the value has passed through `$ref`s and combinations, so that a loop of them ends. */
function check({ schema, document }: Part, value: JsonValue, chain: ReadonlySet<JsonSchema>): boolean {
  if (typeof schema === "boolean") return schema;
  if (chain.has(schema)) return false;
  const within = new Set([...chain, schema]);
  const same = (each: JsonSchema): boolean => check({ schema: each, document }, value, within);
  const of = (each: JsonSchema, inner: JsonValue): boolean => check({ schema: each, document }, inner, new Set());
  const { $ref, anyOf, oneOf, allOf, not } = schema;
  if ($ref !== undefined && !same(document.resolve($ref) ?? true)) return false;
  if (allOf?.every(same) === false || anyOf?.some(same) === false) return false;
  if (oneOf !== undefined && oneOf.filter(same).length !== 1) return false;
  if (not !== undefined && same(not)) return false;
  if (!isOfType(schema, value)) return false;
  if (schema.const !== undefined && !sameJson(schema.const, value)) return false;
  if (schema.enum?.some((each) => sameJson(each, value)) === false) return false;
  if (typeof value === "number") return checkNumber(schema, value);
  if (typeof value === "string") return checkString(schema, value);
  if (isArray(value)) {
    const { prefixItems = [], items = true, minItems = 0, maxItems = Infinity } = schema;
    if (value.length < minItems || value.length > maxItems) return false;
    return value.every((item, index) => of(prefixItems[index] ?? items, item));
  }
  if (!isObject(value)) return true;
  const { properties = {}, required = [], propertyNames = true } = schema;
  const rest = document.unnamed(schema);
  return (
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(
      ([key, child]) =>
        of(propertyNames, key) && of(Object.hasOwn(properties, key) ? (properties[key] ?? true) : rest, child),
    )
  );
}

function isOfType({ type }: SchemaObject, value: JsonValue): boolean {
  return type === undefined || [type].flat().some((each) => typeMatches(each, value));
}

function typeMatches(type: string, value: JsonValue): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return isArray(value);
  if (type === "object") return isObject(value);
  return typeof value === type;
}

function checkNumber(schema: SchemaObject, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return (
    value >= minimum &&
    value <= maximum &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum) &&
    (multipleOf === undefined || isMultiple(value, multipleOf))
  );
}

function checkString(schema: SchemaObject, value: string): boolean {
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  const form = schema["x-format"] ?? schema.format;
  return (
    lengthOf(value) >= minLength &&
    lengthOf(value) <= maxLength &&
    (pattern === undefined || matches({ source: pattern, flags: schema["x-flags"] ?? "" }, value)) &&
    (form === undefined || isOfForm(form, value))
  );
}

/** In code points, as JSON Schema and zod count. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
