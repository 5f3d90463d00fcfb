import { accepts, shapeTakes } from "./accepts.js";
import { areDisjoint } from "./disjoint.js";
import { type JsonSchema, SchemaDocument, type SchemaObject, unknownKeywords } from "./json-schema.js";
import { Node, type Part } from "./node.js";
import type { ArrayShape, NumberShape, ObjectShape, Shape, StringShape } from "./shape.js";

const NONE = { narrowedBy: [], unknown: [] } as const;
const EVERYTHING = new Node([]);
const NOTHING = Node.root(new SchemaDocument(false, "closed"));

const cached = new Map<string, readonly Shape[]>();
/** Nodes are many in a property test and few in a project. */
const MAX_CACHED = 10_000;

/** The shapes of what a node takes. None: it takes nothing. */
export function shapesOf(node: Node): readonly Shape[] {
  const known = cached.get(node.key);
  if (known !== undefined) return known;
  const [first, ...others] = node.parts.map((part) => shapesOfPart(part, new Set()));
  const shapes = others.reduce(bothOf, first ?? anything());
  if (cached.size >= MAX_CACHED) cached.clear();
  cached.set(node.key, shapes);
  return shapes;
}

function anything(): readonly Shape[] {
  return shapesOfTypes(["null", "boolean", "number", "string", "array", "object"], {}, undefined);
}

function shapesOfPart({ schema, document }: Part, seen: ReadonlySet<JsonSchema>): readonly Shape[] {
  if (typeof schema === "boolean") return schema ? anything() : [];
  // A schema that is nothing but itself takes nothing.
  if (seen.has(schema)) return [];
  const within = new Set([...seen, schema]);
  const inner = (each: JsonSchema): readonly Shape[] => shapesOfPart({ schema: each, document }, within);
  const { $ref, anyOf, oneOf, allOf, not } = schema;
  let shapes = ownShapes(schema, document);
  if ($ref !== undefined) {
    const target = document.resolve($ref);
    shapes = target === undefined ? reserved(shapes, { unknown: ["$ref"] }) : bothOf(shapes, inner(target));
  }
  for (const each of allOf ?? []) shapes = bothOf(shapes, inner(each));
  if (anyOf !== undefined) shapes = bothOf(shapes, anyOf.flatMap(inner));
  if (oneOf !== undefined) {
    const options = oneOf.map(inner);
    shapes = bothOf(shapes, options.flat());
    if (!areDisjoint(options, shapesOf)) shapes = reserved(shapes, { narrowedBy: ["oneOf"] });
  }
  if (not !== undefined) shapes = inner(not).length === 0 && not !== false ? shapes : withoutNot(shapes, not);
  if (schema["x-refined"] === true) shapes = reserved(shapes, { narrowedBy: ["a check in code"] });
  const unknown = unknownKeywords(schema);
  return unknown.length > 0 ? reserved(shapes, { unknown }) : shapes;
}

function withoutNot(shapes: readonly Shape[], not: JsonSchema): readonly Shape[] {
  if (not === false) return shapes;
  const takesAll = not === true || Object.keys(not).length === 0;
  return takesAll ? [] : reserved(shapes, { narrowedBy: ["not"] });
}

function reserved(
  shapes: readonly Shape[],
  { narrowedBy = [], unknown = [] }: { readonly narrowedBy?: readonly string[]; readonly unknown?: readonly string[] },
): readonly Shape[] {
  return shapes.map((shape) => ({
    ...shape,
    narrowedBy: union(shape.narrowedBy, narrowedBy),
    unknown: union(shape.unknown, unknown),
  }));
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}

/** What a schema says by itself, without the schemas that it combines. */
function ownShapes(schema: SchemaObject, document: SchemaDocument): readonly Shape[] {
  const values = schema.const !== undefined ? [schema.const] : schema.enum;
  if (values !== undefined) {
    const alone = new Map(values.map((value) => [JSON.stringify(value), value]));
    return [...alone.values()]
      .filter((value) => accepts({ schema: alonePart(schema), document }, value))
      .map((value) => ({ kind: "value", value, ...NONE }));
  }
  const { type } = schema;
  const types = type === undefined ? ["null", "boolean", "number", "string", "array", "object"] : [type].flat();
  return shapesOfTypes(types, schema, document);
}

/** A schema without the schemas that it combines, which are looked at by themselves. */
function alonePart(schema: SchemaObject): SchemaObject {
  const { $ref: _ref, anyOf: _any, oneOf: _one, allOf: _all, not: _not, ...own } = schema;
  return own;
}

function shapesOfTypes(
  types: readonly string[],
  schema: SchemaObject,
  document: SchemaDocument | undefined,
): readonly Shape[] {
  const node = (each: JsonSchema | undefined): Node =>
    each === undefined || document === undefined ? EVERYTHING : new Node([{ schema: each, document }]);
  return types.flatMap((type): readonly Shape[] => {
    switch (type) {
      case "null":
        return [{ kind: "value", value: null, ...NONE }];
      case "boolean":
        return [false, true].map((value) => ({ kind: "value", value, ...NONE }));
      case "number":
      case "integer":
        // A schema of both says no more than one of numbers.
        return type === "integer" && types.includes("number") ? [] : settled(numberShape(schema, type === "integer"));
      case "string":
        return settled(stringShape(schema));
      case "array":
        return settled(arrayShape(schema, node));
      case "object":
        return settled({
          kind: "object",
          properties: new Map(Object.entries(schema.properties ?? {}).map(([key, each]) => [key, node(each)])),
          required: new Set(schema.required ?? []),
          rest: node(document?.unnamed(schema)),
          names: node(schema.propertyNames),
          ...NONE,
        });
      default:
        return [{ kind: "value", value: null, narrowedBy: [], unknown: [`type ${type}`] }];
    }
  });
}

function numberShape(schema: SchemaObject, isInteger: boolean): NumberShape {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  return {
    kind: "number",
    isInteger,
    min: Math.max(minimum, exclusiveMinimum),
    isMinOpen: exclusiveMinimum >= minimum && exclusiveMinimum > -Infinity,
    max: Math.min(maximum, exclusiveMaximum),
    isMaxOpen: exclusiveMaximum <= maximum && exclusiveMaximum < Infinity,
    multiples: schema.multipleOf === undefined ? [] : [schema.multipleOf],
    ...NONE,
  };
}

function stringShape(schema: SchemaObject): StringShape {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const flags = schema["x-flags"] ?? "";
  const form = schema["x-format"] ?? format;
  return {
    kind: "string",
    minLength,
    maxLength,
    patterns: pattern === undefined ? [] : [{ source: pattern, flags }],
    forms: form === undefined ? [] : [form],
    ...NONE,
  };
}

function arrayShape(schema: SchemaObject, node: (each: JsonSchema | undefined) => Node): ArrayShape {
  const { prefixItems = [], items, minItems = 0, maxItems = Infinity } = schema;
  return {
    kind: "array",
    prefix: prefixItems.map(node),
    rest: node(items),
    minItems,
    maxItems: items === false ? Math.min(maxItems, prefixItems.length) : maxItems,
    ...NONE,
  };
}

/** A shape without what it says twice; none where it takes nothing. */
function settled(shape: Shape): readonly Shape[] {
  if (shape.kind === "number") return settledNumber(shape);
  if (shape.kind === "string") return shape.minLength > shape.maxLength ? [] : [shape];
  if (shape.kind === "array") return shape.minItems > shape.maxItems ? [] : [shape];
  if (shape.kind === "object") return [named(shape)];
  return [shape];
}

function settledNumber(shape: NumberShape): readonly Shape[] {
  let { min, isMinOpen, max, isMaxOpen } = shape;
  const isInteger = shape.isInteger || shape.multiples.some((multiple) => Number.isInteger(multiple));
  if (isInteger) {
    // The next integer inside an open or broken border is a closed one.
    if (Number.isFinite(min)) min = isMinOpen && Number.isInteger(min) ? min + 1 : Math.ceil(min);
    if (Number.isFinite(max)) max = isMaxOpen && Number.isInteger(max) ? max - 1 : Math.floor(max);
    isMinOpen = isMaxOpen = false;
  }
  if (min > max || (min === max && (isMinOpen || isMaxOpen))) return [];
  return [{ ...shape, isInteger, min, isMinOpen, max, isMaxOpen }];
}

/** A dictionary whose keys are a closed list is an object of these keys. */
function named(shape: ObjectShape): ObjectShape {
  if (shape.names.parts.length === 0) return shape;
  const names = shapesOf(shape.names);
  if (!names.every((name) => name.kind === "value" && name.unknown.length === 0)) return shape;
  const keys = names.flatMap((name) => (name.kind === "value" && typeof name.value === "string" ? [name.value] : []));
  const properties = new Map(keys.map((key) => [key, shape.properties.get(key) ?? shape.rest]));
  return { ...shape, properties, names: EVERYTHING, rest: NOTHING };
}

/** What is in both of two unions. */
function bothOf(some: readonly Shape[], others: readonly Shape[]): readonly Shape[] {
  return some.flatMap((shape) => others.flatMap((other) => both(shape, other)));
}

function both(a: Shape, b: Shape): readonly Shape[] {
  const reservations = { narrowedBy: union(a.narrowedBy, b.narrowedBy), unknown: union(a.unknown, b.unknown) };
  if (a.kind === "value") return shapeTakes(b, a.value) ? [{ ...a, ...reservations }] : [];
  if (b.kind === "value") return shapeTakes(a, b.value) ? [{ ...b, ...reservations }] : [];
  if (a.kind === "number" && b.kind === "number") return settled({ ...tighter(a, b), ...reservations });
  if (a.kind === "string" && b.kind === "string") {
    return settled({
      ...a,
      minLength: Math.max(a.minLength, b.minLength),
      maxLength: Math.min(a.maxLength, b.maxLength),
      patterns: union(a.patterns, b.patterns),
      forms: union(a.forms, b.forms),
      ...reservations,
    });
  }
  if (a.kind === "array" && b.kind === "array") {
    const length = Math.max(a.prefix.length, b.prefix.length);
    return settled({
      ...a,
      prefix: Array.from({ length }, (_, index) => (a.prefix[index] ?? a.rest).and(b.prefix[index] ?? b.rest)),
      rest: a.rest.and(b.rest),
      minItems: Math.max(a.minItems, b.minItems),
      maxItems: Math.min(a.maxItems, b.maxItems),
      ...reservations,
    });
  }
  if (a.kind === "object" && b.kind === "object") {
    const keys = new Set([...a.properties.keys(), ...b.properties.keys()]);
    return settled({
      ...a,
      properties: new Map(
        [...keys].map((key) => [key, (a.properties.get(key) ?? a.rest).and(b.properties.get(key) ?? b.rest)]),
      ),
      required: new Set([...a.required, ...b.required]),
      rest: a.rest.and(b.rest),
      names: a.names.and(b.names),
      ...reservations,
    });
  }
  return [];
}

function tighter(a: NumberShape, b: NumberShape): NumberShape {
  const min = Math.max(a.min, b.min);
  const max = Math.min(a.max, b.max);
  return {
    ...a,
    isInteger: a.isInteger || b.isInteger,
    min,
    isMinOpen: (a.isMinOpen && a.min === min) || (b.isMinOpen && b.min === min),
    max,
    isMaxOpen: (a.isMaxOpen && a.max === max) || (b.isMaxOpen && b.max === max),
    multiples: union(a.multiples, b.multiples),
  };
}
