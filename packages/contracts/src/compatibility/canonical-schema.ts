import { z } from "zod";
import type { JsonObject, JsonSchema, JsonValue, SchemaObject } from "./json-schema.js";
import { formsOf, isSaid } from "./canonical-string.js";

/**
 * A schema as JSON Schema 2020-12, the same text for schemas that say the same: keys and lists whose order means nothing are
 * sorted, and a format stands for zod's own pattern of it, which another zod may spell otherwise. What JSON Schema cannot say
 * stands in keywords of ours: `x-format` (which form of a format), `x-flags` (of a pattern), `x-refined` (a check in code).
 */
export function canonicalSchema(schema: z.core.$ZodType): SchemaObject {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const { _zod: zod } = zodSchema as z.core.$ZodType;
      if (zod.def.type === "string") rewriteString(zod.def as z.core.$ZodStringDef, jsonSchema);
      if (!(zod.def.checks ?? []).every(isSaid)) jsonSchema["x-refined"] = true;
    },
  });
  return renamed(sorted(json as unknown as JsonValue) as JsonObject);
}

function rewriteString(def: z.core.$ZodStringDef, json: z.core.JSONSchema.BaseSchema): void {
  const { forms, patterns } = formsOf(def);
  delete json.format;
  delete json.pattern;
  delete json.allOf;
  delete json.contentEncoding;
  const all = [
    ...forms.map((form) => {
      const format = form === "guid" ? "uuid" : (form.split(" ")[0] ?? form);
      return format === form ? { format } : { format, "x-format": form };
    }),
    ...patterns.map(({ source, flags }) =>
      flags === "" ? { pattern: source } : { pattern: source, "x-flags": flags },
    ),
  ];
  if (all.length === 1) Object.assign(json, all[0]);
  else if (all.length > 1) json.allOf = all;
}

/** Keywords whose value is a list in no order. */
const SETS: ReadonlySet<string> = new Set(["required", "enum", "type", "anyOf", "oneOf", "allOf"]);

/** Keywords whose value is a schema for each of any keys. */
const MAPS: ReadonlySet<string> = new Set(["properties", "$defs"]);

function sorted(value: JsonValue, isMap = false): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((each) => sorted(each));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]) => {
      const inner = sorted(child, !isMap && MAPS.has(key));
      return [key, !isMap && SETS.has(key) && Array.isArray(inner) ? inSetOrder(inner as readonly JsonValue[]) : inner];
    });
  return Object.fromEntries(entries) as JsonObject;
}

function inSetOrder(values: readonly JsonValue[]): readonly JsonValue[] {
  const text = (value: JsonValue): string => JSON.stringify(value).replace(/"\$ref":"[^"]*"/g, "");
  return [...values].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

/** Definitions that are referred to, named in the order of that, since zod counts in the order of an author's keys. */
function renamed({ $defs, ...root }: JsonObject): JsonObject {
  const definitions = ($defs ?? {}) as JsonObject;
  const names = new Map<string, string>();
  const withNames = (value: JsonValue): JsonValue =>
    JSON.parse(
      JSON.stringify(value).replaceAll(/"#\/\$defs\/(__schema\d+)"/g, (_, name: string) => {
        const known = names.get(name) ?? `shared${names.size + 1}`;
        names.set(name, known);
        return JSON.stringify(`#/$defs/${known}`);
      }),
    ) as JsonValue;
  const made = withNames(root) as JsonObject;
  const shared: Record<string, JsonValue> = {};
  // A definition may be the first to refer to another: the map grows while it is gone through.
  for (const [name, known] of names) shared[known] = withNames(definitions[name] ?? {});
  return names.size === 0 ? made : (sorted({ ...made, $defs: shared }) as JsonObject);
}

/** A schema without the texts that are for people. */
export function withoutWords(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(bare(schema as JsonValue, false))) as JsonSchema;
}

function bare(value: JsonValue, isMap: boolean): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((each) => bare(each, false));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject).filter(
    ([key]) => isMap || (key !== "description" && key !== "title"),
  );
  return Object.fromEntries<JsonValue>(entries.map(([key, child]) => [key, bare(child, !isMap && MAPS.has(key))]));
}
