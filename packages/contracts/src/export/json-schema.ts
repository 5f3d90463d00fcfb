import { z } from "zod";
import type { ContractSet } from "../contract-set.js";
import type { EventDefinition } from "../define-event.js";

/** A JSON value that is an object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** Dialects of JSON Schema, by their names in zod. */
export type Dialect = "draft-2020-12" | "draft-7";

/**
 * The payloads of all events as one JSON Schema 2020-12, each under `$defs` by its type. As published, so unknown keys
 * are refused; a reader drops them instead.
 */
export function jsonSchemaBundle({ events }: ContractSet): JsonObject {
  const schemas = events.map((event) => [event.type, rebased(payloadSchema(event), `#/$defs/${event.type}`)] as const);
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $defs: Object.fromEntries(schemas) };
}

/**
 * The payload of one event as JSON Schema, the same text for the same schema whatever the order of its keys and
 * whichever zod made it: keys are sorted, and texts of known form have their `format` and no `pattern`.
 */
export function payloadSchema(
  { type, description, writeSchema }: EventDefinition,
  dialect: Dialect = "draft-2020-12",
): JsonObject {
  return canonical({ title: type, description, ...schemaOf(writeSchema, dialect) }) as JsonObject;
}

/** A schema of zod's as JSON Schema without its dialect's name. */
export function schemaOf(schema: z.ZodType, dialect: Dialect): JsonObject {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io: "input",
    target: dialect,
    override: ({ jsonSchema }) => {
      // Zod's own patterns change from version to version.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return made as unknown as JsonObject;
}

/** The same schema for a place inside another document: what it refers to within itself is found there. */
export function rebased(schema: JsonObject, place: string): JsonObject {
  const moved = (value: JsonValue): JsonValue => {
    if (isList(value)) return value.map(moved);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        const isReference = key === "$ref" && typeof child === "string" && child.startsWith("#");
        return [key, isReference ? `${place}${child.slice(1)}` : moved(child)];
      }),
    );
  };
  return moved(schema) as JsonObject;
}

/** The same value with the keys of every object in order, and lists whose order means nothing sorted. */
export function canonical(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => {
        const isSet = key === "required" && isList(child);
        return [key, canonical(isSet ? [...child].sort() : child)];
      }),
  );
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
