/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON value that is an object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON Schema 2020-12, of the keywords that the gate knows; it may hold others. */
export type JsonSchema = boolean | SchemaObject;

/** A JSON Schema that is not merely `true` or `false`. */
export interface SchemaObject {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Flags of `pattern`, which JSON Schema cannot say. */
  readonly "x-flags"?: string;
  readonly format?: string;
  /** Which form of the format, where there are several: `date-time offset`, `uuid v4`. */
  readonly "x-format"?: string;
  readonly prefixItems?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly description?: string;
  /** A check in code, which no schema can say. */
  readonly "x-refined"?: true;
}

/** Keywords that say something of values. */
const CONSTRAINTS: ReadonlySet<string> = new Set([
  "$ref",
  "type",
  "const",
  "enum",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "x-flags",
  "format",
  "x-format",
  "prefixItems",
  "items",
  "minItems",
  "maxItems",
  "properties",
  "required",
  "additionalProperties",
  "propertyNames",
  "anyOf",
  "oneOf",
  "allOf",
  "not",
  "x-refined",
]);

/** Keywords that say nothing of values. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$defs",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  // It goes with a format that says the same.
  "contentEncoding",
  "x-handoff",
]);

/** Keywords of a schema that the gate does not know. */
export function unknownKeywords(schema: SchemaObject): readonly string[] {
  return Object.keys(schema).filter((keyword) => !CONSTRAINTS.has(keyword) && !ANNOTATIONS.has(keyword));
}

/** A schema with what its `$ref`s point into. */
export class SchemaDocument {
  readonly root: JsonSchema;
  /** Whether objects take keys that they do not name, as readers do; a closed object is closed in writers only. */
  readonly isOpen: boolean;

  constructor(root: JsonSchema, mode: "closed" | "open") {
    this.root = root;
    this.isOpen = mode === "open";
  }

  /** What a `$ref` points to; undefined where it points to nothing, or out of the document. */
  resolve(ref: string): JsonSchema | undefined {
    if (!/^#(?:\/|$)/.test(ref)) return undefined;
    let at: unknown = this.root;
    for (const part of ref.split("/").slice(1)) {
      const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
      at = (at as Readonly<Record<string, unknown>>)[key];
    }
    return typeof at === "boolean" || (typeof at === "object" && at !== null) ? at : undefined;
  }

  /** What unnamed keys of an object must meet. */
  unnamed({ additionalProperties = true }: SchemaObject): JsonSchema {
    return additionalProperties === false && this.isOpen ? true : additionalProperties;
  }
}

/** Whether two JSON values are the same, whatever the order of keys. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== others.length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && sameJson((a as JsonObject)[key] ?? null, (b as JsonObject)[key] ?? null),
  );
}
