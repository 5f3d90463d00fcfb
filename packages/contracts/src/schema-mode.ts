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
  /** Lazy schemas under way or done: a schema that contains itself is rebuilt once. */
  readonly #lazy = new Map<z.ZodLazy, z.ZodType>();

  constructor(mode: SchemaMode) {
    this.#mode = mode;
  }

  of(schema: z.core.$ZodType, path: readonly string[]): z.ZodType {
    if (schema instanceof z.ZodObject) return this.#object(schema, path);
    if (schema instanceof z.ZodArray) {
      return schema.clone({ ...schema.def, element: this.of(schema.def.element, [...path, "[]"]) });
    }
    if (schema instanceof z.ZodTuple) {
      const items = schema.def.items.map((item, index) => this.of(item, [...path, String(index)]));
      const rest = schema.def.rest === null ? null : this.of(schema.def.rest, [...path, "[]"]);
      return schema.clone({ ...schema.def, items, rest });
    }
    if (schema instanceof z.ZodRecord) {
      return schema.clone({ ...schema.def, valueType: this.of(schema.def.valueType, [...path, "*"]) });
    }
    if (schema instanceof z.ZodUnion) {
      return schema.clone({ ...schema.def, options: schema.def.options.map((option) => this.of(option, path)) });
    }
    if (schema instanceof z.ZodOptional) {
      return schema.clone({ ...schema.def, innerType: this.of(schema.def.innerType, path) });
    }
    if (schema instanceof z.ZodExactOptional) {
      return schema.clone({ ...schema.def, innerType: this.of(schema.def.innerType, path) });
    }
    if (schema instanceof z.ZodNullable) {
      return schema.clone({ ...schema.def, innerType: this.of(schema.def.innerType, path) });
    }
    if (schema instanceof z.ZodLazy) return this.#self(schema, path);
    if (isLeaf(schema)) return schema;
    throw new ContractError({
      code: ContractErrorCode.SCHEMA_UNSUPPORTED,
      path,
      expected: "a schema whose values are their own JSON form",
      remedy: `Replace the ${schema._zod.def.type} schema: use objects, arrays, tuples, records, unions, strings, numbers, booleans, literals, enums, null or z.json().`,
    });
  }

  #object(schema: z.ZodObject, path: readonly string[]): z.ZodType {
    const shape = Object.fromEntries(
      Object.entries(schema.shape).map(([key, child]) => [key, this.of(child, [...path, key])]),
    );
    const { catchall, ...def } = schema.def;
    if (catchall !== undefined && catchall._zod.def.type !== "never") return schema.clone({ ...def, shape, catchall });
    return schema.clone(this.#mode === "closed" ? { ...def, shape, catchall: z.never() } : { ...def, shape });
  }

  #self(schema: z.ZodLazy, path: readonly string[]): z.ZodType {
    const known = this.#lazy.get(schema);
    if (known !== undefined) return known;
    let rebuilt: z.ZodType | undefined;
    const lazy = z.lazy(() => rebuilt ?? z.never());
    this.#lazy.set(schema, lazy);
    rebuilt = this.of(schema.def.getter(), path);
    return lazy;
  }
}

function isLeaf(schema: z.core.$ZodType): schema is z.ZodType {
  const def = schema._zod.def as z.core.$ZodTypeDef & { coerce?: boolean };
  return LEAF_TYPES.has(def.type) && def.coerce !== true;
}
