import { type EventDefinition, FieldName } from "@handoff/contracts";
import fc from "fast-check";
import { z } from "zod";

/** Any sequence of UTF-16 units: lone surrogates, NUL, everything. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
const anyText = (minLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ minLength, unit: "grapheme" }),
    fc.string({ minLength, unit: "binary" }),
    fc.string({ minLength, unit: anyUnit }),
  );

const instant = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((date) => date.toISOString());

/** A schema's depth of self-reference: beyond it only leaves are made. */
const DEPTH = 3;

/** Values that a schema accepts, made from the schema; it refuses to guess at one that it does not know. */
export function valid(schema: z.core.$ZodType, depth = DEPTH): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) return validObject(schema, depth);
  if (schema instanceof z.ZodArray) return fc.array(valid(schema.def.element, depth), { maxLength: 4 });
  if (schema instanceof z.ZodRecord) return validRecord(schema, depth);
  if (schema instanceof z.ZodUnion) return validUnion(schema, depth);
  if (schema instanceof z.ZodNullable) return fc.option(valid(schema.def.innerType, depth));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional)
    return valid(schema.def.innerType, depth);
  if (schema instanceof z.ZodLazy) return valid(schema.def.getter(), depth - 1);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNull) return fc.constant(null);
  if (schema instanceof z.ZodISODateTime) return instant;
  if (schema instanceof z.ZodNumber && !(schema instanceof z.ZodNumberFormat)) return validNumber(schema);
  if (schema instanceof z.ZodString) return validString(schema);
  throw new Error(`no generator for a ${schema._zod.def.type} schema`);
}

function validObject(schema: z.ZodObject, depth: number): fc.Arbitrary<unknown> {
  const shape: z.core.$ZodShape = schema.shape;
  const entries = Object.entries(shape);
  const requiredKeys = entries.filter(([, child]) => child._zod.optin !== "optional").map(([key]) => key);
  const model = Object.fromEntries(entries.map(([key, child]) => [key, valid(child, depth)]));
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

function validRecord(schema: z.ZodRecord, depth: number): fc.Arbitrary<unknown> {
  const name = fc.oneof(anyText(0), fc.constantFrom("constructor", "toString", "hasOwnProperty", "toJSON", "0"));
  const key = name.filter((text) => text !== "__proto__");
  return fc.dictionary(key, valid(schema.def.valueType, depth), { maxKeys: 4, noNullPrototype: true });
}

function validUnion(schema: z.ZodUnion, depth: number): fc.Arbitrary<unknown> {
  const { options } = schema.def;
  const leaves = options.filter((option) => !(option instanceof z.ZodArray || option instanceof z.ZodRecord));
  return fc.oneof(...(depth > 0 ? options : leaves).map((option) => valid(option, depth)));
}

/** The checks of a schema by name, as zod defines them; one that has no reader here is refused. */
function checksOf(schema: z.ZodType, known: readonly string[]): ReadonlyMap<string, Record<string, unknown>> {
  const checks = (schema.def.checks ?? []).map(({ _zod: { def } }) => [def.check, def] as const);
  for (const [name] of checks) if (!known.includes(name)) throw new Error(`no generator for the check ${name}`);
  return new Map(checks as (readonly [string, never])[]);
}

function validNumber(schema: z.ZodNumber): fc.Arbitrary<number> {
  const checks = checksOf(schema, ["greater_than", "less_than"]);
  const [above, below] = [checks.get("greater_than"), checks.get("less_than")];
  const number = fc.double({
    min: Number(above?.["value"] ?? -Number.MAX_VALUE),
    minExcluded: above?.["inclusive"] === false,
    max: Number(below?.["value"] ?? Number.MAX_VALUE),
    maxExcluded: below?.["inclusive"] === false,
    noNaN: true,
  });
  // JSON has no negative zero; that it is written as 0 has a test of its own.
  return number.map((value) => (value === 0 ? 0 : value));
}

function validString(schema: z.ZodString): fc.Arbitrary<string> {
  const { minimum = 0 } = checksOf(schema, ["min_length"]).get("min_length") ?? {};
  return anyText(Number(minimum));
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.nat(15).map((digit) => digit.toString(16)),
      { minLength: length, maxLength: length },
    )
    .map((digits) => digits.join(""));

const wireText = fc.string({ minLength: 1, unit: "grapheme" });

const timestamp = fc
  .tuple(instant, fc.constantFrom("Z", "+00:00", "+05:30", "-11:00", "123+01:00"))
  .map(([text, offset]) => text.replace("Z", offset));

const envelope = fc.record(
  {
    [FieldName.TRACE_ID]: fc.uuid(),
    [FieldName.TIMESTAMP]: timestamp,
    [FieldName.SOURCE_AGENT]: wireText,
    [FieldName.EVENT_ID]: wireText,
    [FieldName.PARENT_TRACE_ID]: fc.uuid(),
    [FieldName.SCHEMA_VERSION]: fc.constant(1),
    [FieldName.TRACEPARENT]: fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join("-")),
  },
  { requiredKeys: [FieldName.TRACE_ID, FieldName.TIMESTAMP, FieldName.SOURCE_AGENT], noNullPrototype: true },
);

/** Publishable events of a definition; the caller names their static type. */
export function validEvent<Event>(definition: EventDefinition): fc.Arbitrary<Event> {
  return fc
    .tuple(envelope, valid(definition.writeSchema))
    .map(([fields, data]) => ({ [FieldName.TYPE]: definition.type, [FieldName.DATA]: data, ...fields }) as Event);
}
