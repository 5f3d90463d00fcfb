import { z } from "zod";

const UNIT = /\d(?: \([a-z]+\))? to \d|ratio|quote currency|basis points|milliseconds|in units of|count from|from 1/;

/** What is undescribed in a schema: every field says what it means, a number its unit, a time its form. */
export function descriptionFaults(schema: z.core.$ZodType, path: string): readonly string[] {
  if (schema instanceof z.ZodObject) {
    const shape: z.core.$ZodShape = schema.shape;
    return Object.entries(shape).flatMap(([key, field]) => [
      ...fieldFaults(field as z.ZodType, `${path}.${key}`),
      ...descriptionFaults(field, `${path}.${key}`),
    ]);
  }
  return partsOf(schema).flatMap((part) => descriptionFaults(part, path));
}

function fieldFaults(field: z.ZodType, path: string): readonly string[] {
  const { description = "" } = field;
  if (!/\S/.test(description)) return [`${path} has no description`];
  const leaf = field instanceof z.ZodExactOptional ? field.def.innerType : field;
  if (leaf instanceof z.ZodNumber && !UNIT.test(description)) return [`${path} has no unit`];
  if (leaf instanceof z.ZodISODateTime && !description.includes("ISO 8601")) return [`${path} has no form of time`];
  return [];
}

function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable) return [schema.def.innerType];
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.def.options;
  if (schema instanceof z.ZodArray) return [schema.def.element];
  if (schema instanceof z.ZodRecord) return [schema.def.valueType];
  return [];
}
