import { z } from "zod";
import { ContractError, ContractErrorCode } from "./errors.js";

/** `closed` refuses unknown keys (for publishing); `open` strips them (for reading). */
export type SchemaMode = "closed" | "open";

/**
 * The same schema with every object in it, at any depth, closed or open, whatever its author wrote. An object that its
 * author made loose or gave a catchall is a dictionary on purpose and stays one.
 *
 * @throws {ContractError} `SCHEMA_UNSUPPORTED` where the schema holds something that changes a value while it is read
 * (transform, pipe, default, coercion) or that has no JSON form: such an event could not be read back as it was written.
 */
export function withMode<Output>(schema: z.core.$ZodType<Output>, mode: SchemaMode): z.ZodType<Output> {
  return new Rebuild(mode).of(schema, []) as z.ZodType<Output>;
}

const LEAF_TYPES: ReadonlySet<string> = new Set(["string", "number", "boolean", "null", "literal", "enum"]);

class Rebuild {
  readonly #mode: SchemaMode;
  /** Objects and lazy schemas under way or done: a schema that contains itself is rebuilt once. */
  readonly #known = new Map<z.core.$ZodType, z.ZodType>();

  constructor(mode: SchemaMode) {
    this.#mode = mode;
  }

  of(schema: z.core.$ZodType, path: readonly string[]): z.ZodType {
    if (changesValue(schema))
      throw unsupported(path, `Drop what rewrites the ${schema._zod.def.type} while it is read`);
    if (schema instanceof z.ZodObject) return this.#once(schema, () => this.#object(schema, path));
    if (schema instanceof z.ZodArray) {
      return like(schema, { ...schema.def, element: this.of(schema.def.element, [...path, "[]"]) });
    }
    if (schema instanceof z.ZodTuple) {
      const items = schema.def.items.map((item, index) => this.of(item, [...path, String(index)]));
      const rest = schema.def.rest === null ? null : this.of(schema.def.rest, [...path, "[]"]);
      return like(schema, { ...schema.def, items, rest });
    }
    if (schema instanceof z.ZodRecord) return this.#record(schema, path);
    if (schema instanceof z.ZodUnion) return this.#union(schema, path);
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return this.#optional(schema, path);
    if (schema instanceof z.ZodNullable) {
      return like(schema, { ...schema.def, innerType: this.of(schema.def.innerType, path) });
    }
    if (schema instanceof z.ZodLazy) return this.#once(schema, () => this.of(schema.def.getter(), path));
    if (isLeaf(schema)) return schema;
    throw unsupported(path, `Replace the ${schema._zod.def.type} schema`);
  }

  #object(schema: z.ZodObject, path: readonly string[]): z.ZodType {
    const fields: z.core.$ZodShape = schema.shape;
    const shape = Object.fromEntries(
      Object.entries(fields).map(([key, child]) => [key, this.of(child, [...path, key])]),
    );
    const { catchall, ...def } = schema.def;
    if (catchall !== undefined && catchall._zod.def.type !== "never") {
      return like(schema, { ...def, shape, catchall: this.#catchall(catchall, path) });
    }
    return like(schema, this.#mode === "closed" ? { ...def, shape, catchall: z.never() } : { ...def, shape });
  }

  /** A loose object takes any JSON value; what came out of JSON is one already. */
  #catchall(catchall: z.core.$ZodType, path: readonly string[]): z.core.$ZodType {
    if (catchall._zod.def.type !== "unknown" && catchall._zod.def.type !== "any")
      return this.of(catchall, [...path, "*"]);
    return this.#mode === "closed" ? z.json() : catchall;
  }

  #record(schema: z.ZodRecord, path: readonly string[]): z.ZodType {
    if (schema.def.mode === "loose") throw unsupported(path, "Replace the loose record by an object with a catchall");
    this.of(schema.def.keyType, [...path, "*"]);
    return like(schema, { ...schema.def, valueType: this.of(schema.def.valueType, [...path, "*"]) });
  }

  #union(schema: z.ZodUnion, path: readonly string[]): z.ZodType {
    if (!(schema instanceof z.ZodDiscriminatedUnion) && isAmbiguous(schema)) {
      // An open option takes a value meant for a later one and strips it.
      throw unsupported(path, "Tell the union's options apart by one field (z.discriminatedUnion)");
    }
    return like(schema, { ...schema.def, options: schema.def.options.map((option) => this.of(option, path)) });
  }

  /** JSON has no `undefined`: when publishing, an optional value is there or its key is not. */
  #optional(schema: z.ZodOptional | z.ZodExactOptional, path: readonly string[]): z.ZodType {
    const innerType = this.of(schema.def.innerType, path);
    if (schema instanceof z.ZodExactOptional) return like(schema, { ...schema.def, innerType });
    if (this.#mode === "open") return like(schema, { ...schema.def, innerType });
    return describedAs(schema, z.exactOptional(innerType));
  }

  #once(schema: z.ZodType, rebuild: () => z.ZodType): z.ZodType {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const lazy = describedAs(
      schema,
      z.lazy(() => rebuilt),
    );
    this.#known.set(schema, lazy);
    const rebuilt = rebuild();
    if (schema instanceof z.ZodLazy) return lazy;
    this.#known.set(schema, rebuilt);
    return rebuilt;
  }
}

/** The same schema with other parts; its description stays. */
function like<Schema extends z.ZodType>(schema: Schema, def: Schema["_zod"]["def"]): Schema {
  return schema.clone(def, { parent: true });
}

function describedAs(schema: z.ZodType, copy: z.ZodType): z.ZodType {
  return schema.description === undefined ? copy : copy.describe(schema.description);
}

function isLeaf(schema: z.core.$ZodType): schema is z.ZodType {
  const def = schema._zod.def as z.core.$ZodTypeDef & { coerce?: boolean };
  const isJson = schema instanceof z.ZodLiteral ? [...schema.values].every(isJsonLeaf) : true;
  return LEAF_TYPES.has(def.type) && def.coerce !== true && isJson;
}

function isJsonLeaf(value: unknown): boolean {
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Checks such as `.trim()` hand on another value than they were given. */
function changesValue(schema: z.core.$ZodType): boolean {
  const def = schema._zod.def as z.core.$ZodTypeDef & { normalize?: boolean };
  return def.normalize === true || (def.checks ?? []).some((check) => check._zod.def.check === "overwrite");
}

/** Whether two options of a union may take the same object or the same array. */
function isAmbiguous(schema: z.ZodUnion): boolean {
  const forms = containersOf(schema, new Set());
  return new Set(forms).size < forms.length;
}

function containersOf(schema: z.core.$ZodType, seen: Set<z.core.$ZodType>): readonly ("object" | "array")[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return ["object"];
  if (schema instanceof z.ZodArray || schema instanceof z.ZodTuple) return ["array"];
  if (schema instanceof z.ZodDiscriminatedUnion) return ["object"];
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap((option) => containersOf(option, seen));
  if (schema instanceof z.ZodLazy) return containersOf(schema.def.getter(), seen);
  return isWrapper(schema) ? containersOf(schema.def.innerType, seen) : [];
}

/** A schema that only adds absence or null to another. */
export function isWrapper(schema: z.core.$ZodType): schema is z.ZodOptional | z.ZodExactOptional | z.ZodNullable {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable;
}

function unsupported(path: readonly string[], remedy: string): ContractError {
  return new ContractError({
    code: ContractErrorCode.SCHEMA_UNSUPPORTED,
    path,
    expected: "a schema whose values are their own JSON form",
    remedy: `${remedy}: use objects, arrays, tuples, records, discriminated unions, strings, numbers, booleans, literals, enums, null or z.json().`,
  });
}
