import { z } from "zod";

/** A random choice; the same seed makes the same choices. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to less than `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of<T>(...options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

interface Field {
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

const FORMATS = {
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
type Format = keyof typeof FORMATS;

const PATTERNS = ["^[A-Z]{3}$", "^[a-z]+$", "\\d", "^x-", "^S-\\d{1,4}$"] as const;
const WORDS = ["buy", "sell", "hold", "stop", "target"] as const;
const KEYS = ["symbol", "level", "kind", "items", "note", "at"] as const;

/** A payload of random form. */
export function randomPayload(random: Random): Form {
  return random.chance(15) ? variants(random, 2) : object(random, 3);
}

function randomForm(random: Random, depth: number): Form {
  const leaves = [string, string, format, number, number, values, literal, plain] as const;
  const inner = [array, tuple, record, object, nullable, union, variants] as const;
  const make = depth > 0 && random.chance(45) ? random.of(...inner) : random.of(...leaves);
  return make(random, depth - 1);
}

const some = <T>(random: Random, key: string, value: () => T): Partial<Record<string, T>> =>
  random.chance(40) ? { [key]: value() } : {};

function string(random: Random): Form {
  return {
    kind: "string",
    ...some(random, "min", () => random.below(3)),
    ...some(random, "max", () => 3 + random.below(6)),
    ...(random.chance(25) ? { pattern: random.of(...PATTERNS) } : {}),
  };
}

function format(random: Random): Form {
  const name = random.of(...(Object.keys(FORMATS) as Format[]));
  return { kind: "format", format: name, ...(random.chance(15) ? { max: random.of(36, 40, 60) } : {}) };
}

function number(random: Random): Form {
  return {
    kind: "number",
    isInteger: random.chance(40),
    ...some(random, "min", () => random.of(-10, 0, 0.5, 1)),
    ...some(random, "max", () => random.of(1, 10, 99.5, 1000)),
    ...(random.chance(15) ? { above: random.of(-1, 0) } : {}),
    // Of large numbers zod and ajv do not say the same remainder.
    ...(random.chance(15) ? { min: -10, max: 1000, step: random.of(1, 2, 3, 6, 0.5, 0.25) } : {}),
  };
}

function values(random: Random): Form {
  return { kind: "values", values: WORDS.slice(0, 1 + random.below(WORDS.length)) };
}

function literal(random: Random): Form {
  return { kind: "literal", value: random.of<string | number | boolean>("buy", "x-1", 1, 0.5, true) };
}

function plain(random: Random): Form {
  return { kind: random.of("boolean", "boolean", "null", "json", "tree") };
}

function array(random: Random, depth: number): Form {
  return {
    kind: "array",
    of: randomForm(random, depth),
    ...some(random, "min", () => random.below(3)),
    ...some(random, "max", () => 2 + random.below(3)),
  };
}

function tuple(random: Random, depth: number): Form {
  const items = Array.from({ length: 1 + random.below(3) }, () => randomForm(random, depth));
  return { kind: "tuple", items, ...(random.chance(30) ? { rest: randomForm(random, depth) } : {}) };
}

function record(random: Random, depth: number): Form {
  return { kind: "record", keys: random.of("any", "any", "pattern", "values", "some"), of: randomForm(random, depth) };
}

function fields(random: Random, depth: number): Readonly<Record<string, Field>> {
  const keys = KEYS.filter(() => random.chance(50));
  return Object.fromEntries(
    keys.map((key) => [key, { form: randomForm(random, depth), isOptional: random.chance(35) }]),
  );
}

function object(random: Random, depth: number): Form {
  return { kind: "object", fields: fields(random, depth), more: random.of("none", "none", "none", "any", "numbers") };
}

function nullable(random: Random, depth: number): Form {
  return { kind: "nullable", of: randomForm(random, depth) };
}

function union(random: Random, depth: number): Form {
  const [first, second] = [[string, format, values], [number], [plain], [array, object, record]]
    .filter(() => random.chance(60))
    .map((makers) => random.of(...makers)(random, depth));
  return first === undefined
    ? string(random)
    : { kind: "union", options: second === undefined ? [first] : [first, second] };
}

function variants(random: Random, depth: number): Form {
  const names = WORDS.slice(0, 1 + random.below(3));
  return { kind: "variants", variants: Object.fromEntries(names.map((name) => [name, fields(random, depth)])) };
}

/** A form with one to three things about it changed, at any depth. */
export function changed(form: Form, random: Random): Form {
  let made = form;
  for (let count = 1 + random.below(3); count > 0; count--) made = oneChange(made, random);
  return made;
}

function oneChange(form: Form, random: Random): Form {
  switch (form.kind) {
    case "array":
    case "record":
    case "nullable":
      return random.chance(60) ? { ...form, of: oneChange(form.of, random) } : another(form, random);
    case "tuple": {
      if (random.chance(30)) return another(form, random);
      if (random.chance(30)) return { ...form, items: [...form.items, randomForm(random, 0)] };
      return { ...form, items: changedAt(form.items, random) };
    }
    case "union":
      return random.chance(60) ? { ...form, options: changedAt(form.options, random) } : another(form, random);
    case "object":
      return random.chance(90)
        ? { ...form, fields: changedFields(form.fields, random) }
        : { ...form, more: random.of("none", "any", "numbers") };
    case "variants": {
      const names = Object.keys(form.variants);
      const name = random.chance(25) ? random.of(...WORDS) : random.of(...names);
      if (names.length > 1 && random.chance(15)) return { ...form, variants: without(form.variants, name) };
      return { ...form, variants: { ...form.variants, [name]: changedFields(form.variants[name] ?? {}, random) } };
    }
    default:
      return random.chance(60) ? tweaked(form, random) : another(form, random);
  }
}

/** Of the same kind, with other borders. */
function tweaked(form: Form, random: Random): Form {
  if (form.kind === "string")
    return random.chance(50) ? { ...form, ...some(random, "max", () => random.below(9) + 2) } : string(random);
  if (form.kind === "number") return random.chance(50) ? { ...form, isInteger: !form.isInteger } : number(random);
  if (form.kind === "values") return values(random);
  return form.kind === "format" ? format(random) : another(form, random);
}

function another(form: Form, random: Random): Form {
  if (random.chance(25)) return { kind: "nullable", of: form };
  if (form.kind === "nullable" && random.chance(50)) return form.of;
  return randomForm(random, 1);
}

function changedAt(forms: readonly Form[], random: Random): readonly Form[] {
  const at = random.below(forms.length);
  return forms.map((form, index) => (index === at ? oneChange(form, random) : form));
}

function changedFields(before: Readonly<Record<string, Field>>, random: Random): Readonly<Record<string, Field>> {
  const key = random.chance(40) ? random.of(...KEYS) : random.of(...Object.keys(before), ...KEYS.slice(0, 1));
  const field = before[key];
  if (field === undefined) return { ...before, [key]: { form: randomForm(random, 1), isOptional: random.chance(60) } };
  if (random.chance(20)) return without(before, key);
  if (random.chance(25)) return { ...before, [key]: { ...field, isOptional: !field.isOptional } };
  return { ...before, [key]: { ...field, form: oneChange(field.form, random) } };
}

function without<T>(map: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}

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
