import { z } from "zod";
import { compileOnce } from "./compiled.js";
import type { EventEnvelope } from "./envelope.js";
import { ContractError, ContractErrorCode, quoted } from "./errors.js";
import * as FieldName from "./field-name.js";
import { isWrapper, withMode } from "./schema-mode.js";
import { requireChain, type Upcasters } from "./versions.js";

/** A registry of field names: a module namespace (or object) of constants, each the spelling of one key. */
export type FieldRegistry = Readonly<Record<string, string>>;

type RegisteredKey<Registry extends FieldRegistry> = Registry[keyof Registry];

/** Schema of a payload: an object, a union of objects told apart by one field, or a dictionary. */
export type PayloadSchema = z.ZodObject | z.ZodDiscriminatedUnion | z.ZodRecord;

/** What {@link defineEvent} is given. */
export interface EventOptions<Type extends string, Data extends PayloadSchema> {
  /** Value of the event's `type` field. */
  readonly type: Type;
  /** What the event says, in one sentence. */
  readonly description: string;
  /** Other spellings of `type` that are read as this event and never written. */
  readonly aliases?: readonly string[];
  /** Version of the schema of `data`, a count from 1 (default 1). */
  readonly version?: number;
  /** What makes payloads of earlier versions current ones, for each version from 1 on: see {@link Upcaster}. */
  readonly upcasters?: Upcasters;
  /** Schema of `data`; every key, at any depth, must be in `fields`. */
  readonly data: Data;
  /** The registry of the payload's keys; by default our own `FieldName`. */
  readonly fields?: FieldRegistry;
}

/** One event of a protocol: its name and both readings of its payload. */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly description: string;
  readonly aliases: readonly string[];
  /** Version of the schemas. */
  readonly version: number;
  /** One for each earlier version. */
  readonly upcasters: Upcasters;
  /** The registry of the payload's keys. */
  readonly fields: FieldRegistry;
  /** The payload as published: unknown keys are refused. */
  readonly writeSchema: z.ZodType<Data>;
  /** The payload as read: unknown keys are stripped. */
  readonly readSchema: z.ZodType<Data>;
  /** Compiled {@link writeSchema}. */
  readonly compiledWrite: () => z.ZodType<Data>;
  /** Compiled {@link readSchema}. */
  readonly compiledRead: () => z.ZodType<Data>;
}

/** The event type that a definition describes. */
export type EventOf<Definition extends EventDefinition> =
  Definition extends EventDefinition<infer Type, infer Data> ? EventEnvelope<Type, Data> : never;

/** The payload type that a definition describes. */
export type DataOf<Definition extends EventDefinition> =
  Definition extends EventDefinition<string, infer Data> ? Data : never;

/** Refuses, at compile time, a payload whose own keys are not all in the registry. */
type OnlyRegistered<Data extends PayloadSchema, Registry extends FieldRegistry> =
  Data extends z.ZodObject<infer Shape>
    ? Exclude<keyof Shape, RegisteredKey<Registry>> extends never
      ? unknown
      : { readonly fields: Readonly<Record<Exclude<keyof Shape, RegisteredKey<Registry>> & string, "add this key">> }
    : unknown;

/**
 * Defines an event.
 *
 * @example
 * ```ts
 * const labResult = defineEvent({
 *   type: "lab_result",
 *   description: "A sample was measured.",
 *   fields: LabField,
 *   data: z.object({ [LabField.SAMPLE_ID]: z.string().describe("Barcode of the sample") }),
 * });
 * ```
 * @throws {ContractError} `FIELD_UNREGISTERED` for a key outside the registry, `SCHEMA_UNSUPPORTED` for a schema whose
 * values are not their own JSON form, `NAME_INVALID` for an empty type, `VERSION_INVALID` for a version that some earlier
 * one does not lead to.
 */
export function defineEvent<
  const Type extends string,
  Data extends PayloadSchema,
  // Inferred from `fields`; without it a wrong key would only be found at run time.
  const Registry extends FieldRegistry = typeof FieldName,
>(
  options: EventOptions<Type, Data> & { readonly fields?: Registry } & OnlyRegistered<Data, Registry>,
): EventDefinition<Type, z.output<Data>> {
  const { type, description, aliases = [], fields = FieldName, version = 1, upcasters = {} } = options;
  const data = options.data as z.core.$ZodType<z.output<Data>>;
  for (const name of [type, ...aliases]) {
    if (!/^[a-z][a-z0-9_.:-]*$/i.test(name)) {
      throw new ContractError({
        code: ContractErrorCode.NAME_INVALID,
        path: [FieldName.TYPE],
        expected: `an event type of letters, digits and _ . : -, got ${quoted(name)}`,
        remedy: "Rename the event.",
      });
    }
  }
  new Registered(fields).check(data, [type]);
  requireChain(type, version, upcasters);
  const writeSchema = withMode(data, "closed");
  const readSchema = withMode(data, "open");
  return {
    type,
    description,
    aliases,
    version,
    upcasters,
    fields,
    writeSchema,
    readSchema,
    compiledWrite: compileOnce(writeSchema),
    compiledRead: compileOnce(readSchema),
  };
}

/** Refuses a schema with a key outside the registry, at any depth. */
class Registered {
  readonly #keys: ReadonlySet<string>;
  /** A schema may contain itself. */
  readonly #seen = new Set<z.core.$ZodType>();

  constructor(registry: FieldRegistry) {
    this.#keys = new Set(Object.values(registry));
  }

  check(schema: z.core.$ZodType, path: readonly string[]): void {
    if (this.#seen.has(schema)) return;
    this.#seen.add(schema);
    const shape: z.core.$ZodShape = schema instanceof z.ZodObject ? schema.shape : {};
    for (const [key, child] of Object.entries(shape)) {
      if (!this.#keys.has(key)) throw unregistered(key, path);
      this.check(child, [...path, key]);
    }
    for (const child of innerSchemas(schema)) this.check(child, path);
  }
}

function unregistered(key: string, path: readonly string[]): ContractError {
  return new ContractError({
    code: ContractErrorCode.FIELD_UNREGISTERED,
    path: [...path, key],
    expected: "a key of the registry of field names",
    remedy: `Add ${key.toUpperCase()} = ${quoted(key)} to the registry first, then use the constant.`,
  });
}

function innerSchemas(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) return schema.def.catchall === undefined ? [] : [schema.def.catchall];
  if (isWrapper(schema)) return [schema.def.innerType];
  if (schema instanceof z.ZodArray) return [schema.def.element];
  if (schema instanceof z.ZodUnion) return schema.def.options;
  if (schema instanceof z.ZodTuple)
    return [...schema.def.items, ...(schema.def.rest === null ? [] : [schema.def.rest])];
  // The keys of a record are data, not fields; its values may still hold fields.
  if (schema instanceof z.ZodRecord) return [schema.def.valueType];
  return schema instanceof z.ZodLazy ? [schema.def.getter()] : [];
}
