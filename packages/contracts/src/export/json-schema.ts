import { z } from "zod";
import type { ContractSet } from "../contract-set.js";
import type { EventDefinition } from "../define-event.js";

/** A JSON value that is an object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/**
 * The payloads of all events as one JSON Schema 2020-12, each under `$defs` by its type. As published, so unknown keys
 * are refused; a reader drops them instead.
 */
export function jsonSchemaBundle({ events }: ContractSet): JsonObject {
  return { $schema: DIALECT, $defs: Object.fromEntries(events.map((event) => [event.type, payloadSchema(event)])) };
}

/**
 * The payload of one event as JSON Schema, the same text for the same schema whatever the order of its keys and
 * whichever zod made it: keys are sorted, and texts of known form have their `format` and no `pattern`.
 */
export function payloadSchema({ type, description, writeSchema }: EventDefinition): JsonObject {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(writeSchema, {
    io: "input",
    override: ({ jsonSchema }) => {
      // Zod's own patterns change from version to version.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return canonical({ title: type, description, ...schema } as unknown as JsonValue) as JsonObject;
}

/** The same value with the keys of every object in order, and lists whose order means nothing sorted. */
export function canonical(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, child]) => {
      const made = canonical(child);
      return [key, key === "required" && Array.isArray(made) ? [...(made as readonly string[])].sort() : made];
    }),
  );
}
