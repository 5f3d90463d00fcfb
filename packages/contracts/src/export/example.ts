import type { JsonObject } from "./json-schema.js";

/**
 * A small value that a JSON Schema describes, always the same one; for documents, so it may miss a constraint that the
 * schema states in words or as a pattern.
 */
export function exampleOf(schema: JsonObject): unknown {
  return new Examples(schema).of(schema);
}

/** Texts of the formats that zod emits. */
const TEXTS: Readonly<Record<string, string>> = {
  uuid: "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10",
  "date-time": "2026-03-31T12:00:00Z",
  date: "2026-03-31",
  time: "12:00:00",
  email: "somebody@example.org",
  uri: "https://example.org/",
};

/** A schema that requires itself has no value; zod's own references are not that deep. */
const DEEPEST = 16;

class Examples {
  readonly #root: JsonObject;
  #depth = 0;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  of(schema: JsonObject): unknown {
    const [given] = listOf(schema, "examples");
    if (given !== undefined) return given;
    if (schema["const"] !== undefined) return schema["const"];
    const [option] = listOf(schema, "enum");
    if (option !== undefined) return option;
    const [branch] = [...listOf(schema, "oneOf"), ...listOf(schema, "anyOf")];
    if (branch !== undefined) return this.of(branch as JsonObject);
    // Zod refers to a schema and narrows it beside the reference; draft 7 has room for that in allOf only.
    const [whole] = listOf(schema, "allOf");
    if (whole !== undefined) return this.#narrowed(whole as JsonObject, schema);
    if (typeof schema["$ref"] === "string") return this.#narrowed(this.#referred(schema["$ref"]), schema);
    return this.#ofType(schema);
  }

  #ofType(schema: JsonObject): unknown {
    switch (schema["type"]) {
      case "string":
        return textFor(schema);
      case "number":
      case "integer":
        return numberFor(schema);
      case "boolean":
        return true;
      case "array":
        return this.#list(schema);
      case "object":
        return this.#object(schema);
      default:
        return null;
    }
  }

  /** Optional parts are shown once, and left out where a schema contains itself. */
  #object(schema: JsonObject): unknown {
    const required = listOf(schema, "required");
    const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>);
    const shown = properties.filter(([key]) => this.#depth === 0 || required.includes(key));
    return Object.fromEntries(shown.map(([key, property]) => [key, this.of(property)]));
  }

  #list(schema: JsonObject): unknown {
    const items = schema["items"];
    const tuple = [...listOf(schema, "prefixItems"), ...(Array.isArray(items) ? (items as readonly unknown[]) : [])];
    if (tuple.length > 0) return tuple.map((item) => this.of(item as JsonObject));
    const least = numberOf(schema, "minItems") ?? (this.#depth === 0 ? 1 : 0);
    return Array.from({ length: least }, () => this.of((items ?? {}) as JsonObject));
  }

  #narrowed(whole: JsonObject, { $ref: _ref, allOf: _allOf, ...beside }: JsonObject): unknown {
    this.#depth++;
    const made = this.#depth > DEEPEST ? null : this.of({ ...whole, ...beside });
    this.#depth--;
    return made;
  }

  #referred(reference: string): JsonObject {
    const steps = reference.split("/").slice(1);
    return steps.reduce<JsonObject>((place, step) => place[step] as JsonObject, this.#root);
  }
}

function textFor(schema: JsonObject): string {
  const format = schema["format"];
  const text = typeof format === "string" ? TEXTS[format] : undefined;
  if (text !== undefined) return text;
  const least = numberOf(schema, "minLength") ?? 0;
  const most = numberOf(schema, "maxLength") ?? Number.POSITIVE_INFINITY;
  return "text".padEnd(least, "x").slice(0, most);
}

function numberFor(schema: JsonObject): number {
  const step = schema["type"] === "integer" ? 1 : 0.5;
  const least = numberOf(schema, "minimum");
  const above = numberOf(schema, "exclusiveMinimum");
  const most = numberOf(schema, "maximum") ?? numberOf(schema, "exclusiveMaximum");
  const low = Math.max(
    least ?? Number.NEGATIVE_INFINITY,
    above === undefined ? Number.NEGATIVE_INFINITY : above + step,
  );
  // Zod bounds every integer by what a double holds.
  const near = low > Number.MIN_SAFE_INTEGER ? low : 1;
  return most !== undefined && most < near ? most : near;
}

function listOf(schema: JsonObject, key: string): readonly unknown[] {
  const value = schema[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function numberOf(schema: JsonObject, key: string): number | undefined {
  const value = schema[key];
  return typeof value === "number" ? value : undefined;
}
