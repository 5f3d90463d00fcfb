import { z } from "zod";

/** A key of an object. */
export interface Field {
  readonly form: Form;
  readonly isOptional: boolean;
}

/** A schema that can be changed: what zod's builders are given. */
export type Form =
  | { readonly kind: "string"; readonly min?: number; readonly max?: number; readonly pattern?: string }
  | { readonly kind: "format"; readonly format: Format; readonly max?: number }
  | {
      readonly kind: "number";
      readonly isInteger: boolean;
      readonly min?: number;
      readonly max?: number;
      readonly above?: number;
      readonly step?: number;
    }
  | { readonly kind: "boolean" | "null" | "json" | "tree" }
  | { readonly kind: "values"; readonly values: readonly string[] }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly of: Form; readonly min?: number; readonly max?: number }
  | { readonly kind: "tuple"; readonly items: readonly Form[]; readonly rest?: Form }
  | { readonly kind: "record"; readonly keys: "any" | "pattern" | "values" | "some"; readonly of: Form }
  | {
      readonly kind: "object";
      readonly fields: Readonly<Record<string, Field>>;
      readonly more: "none" | "any" | "numbers";
    }
  | { readonly kind: "nullable"; readonly of: Form }
  | { readonly kind: "union"; readonly options: readonly Form[] }
  | { readonly kind: "variants"; readonly variants: Readonly<Record<string, Readonly<Record<string, Field>>>> };

export const FORMATS = {
  uuid: () => z.uuid(),
  uuid4: () => z.uuidv4(),
  guid: () => z.guid(),
  lowerUuid: () => z.uuid().lowercase(),
  instant: () => z.iso.datetime(),
  offset: () => z.iso.datetime({ offset: true }),
  local: () => z.iso.datetime({ offset: true, local: true }),
  millis: () => z.iso.datetime({ precision: 3 }),
  date: () => z.iso.date(),
  time: () => z.iso.time(),
  duration: () => z.iso.duration(),
  email: () => z.email(),
  url: () => z.url(),
  ipv4: () => z.ipv4(),
  ipv6: () => z.ipv6(),
  base64: () => z.base64(),
  nanoid: () => z.nanoid(),
  ulid: () => z.ulid(),
  e164: () => z.e164(),
  hostname: () => z.hostname(),
} as const;
export type Format = keyof typeof FORMATS;

/** The form as zod. */
export function zodOf(form: Form): z.ZodType {
  switch (form.kind) {
    case "string": {
      const { min, max, pattern } = form;
      let schema = z.string();
      if (min !== undefined) schema = schema.min(min);
      if (max !== undefined) schema = schema.max(max);
      return pattern === undefined ? schema : schema.regex(new RegExp(pattern));
    }
    case "format": {
      const schema = FORMATS[form.format]();
      return form.max === undefined ? schema : schema.max(form.max);
    }
    case "number": {
      const { min, max, above, step } = form;
      let schema: z.ZodNumber = form.isInteger ? z.int() : z.number();
      if (min !== undefined) schema = schema.min(min);
      if (max !== undefined) schema = schema.max(max);
      if (above !== undefined) schema = schema.gt(above);
      return step === undefined ? schema : schema.multipleOf(step);
    }
    case "boolean":
      return z.boolean();
    case "null":
      return z.null();
    case "json":
      return z.json();
    case "tree": {
      const tree: z.ZodType = z.lazy(() => z.object({ level: z.number(), items: z.array(tree) }));
      return tree;
    }
    case "values":
      return z.enum(form.values as [string]);
    case "literal":
      return z.literal(form.value);
    case "array": {
      let schema = z.array(zodOf(form.of));
      if (form.min !== undefined) schema = schema.min(form.min);
      return form.max === undefined ? schema : schema.max(form.max);
    }
    case "tuple": {
      const items = form.items.map(zodOf) as unknown as [z.ZodType, ...z.ZodType[]];
      return form.rest === undefined ? z.tuple(items) : z.tuple(items, zodOf(form.rest));
    }
    case "record":
      return zodRecord(form.keys, zodOf(form.of));
    case "object": {
      const schema = z.object(zodShape(form.fields));
      if (form.more === "any") return schema.loose();
      return form.more === "none" ? schema : schema.catchall(z.number());
    }
    case "nullable":
      return zodOf(form.of).nullable();
    case "union":
      return z.union(form.options.map(zodOf) as [z.ZodType, ...z.ZodType[]]);
    case "variants": {
      const options = Object.entries(form.variants).map(([name, inner]) =>
        z.object({ ...zodShape(inner), variant: z.literal(name) }),
      );
      return z.discriminatedUnion("variant", options as [z.ZodObject<{ variant: z.ZodLiteral<string> }>]);
    }
  }
}

function zodRecord(keys: "any" | "pattern" | "values" | "some", of: z.ZodType): z.ZodType {
  if (keys === "any") return z.record(z.string(), of);
  if (keys === "pattern") return z.record(z.string().regex(/^x-/), of);
  return keys === "values"
    ? z.record(z.enum(["buy", "sell"]), of)
    : z.partialRecord(z.enum(["buy", "sell", "hold"]), of);
}

function zodShape(map: Readonly<Record<string, Field>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(map).map(([key, { form, isOptional }]) => [key, isOptional ? zodOf(form).optional() : zodOf(form)]),
  );
}
