import type { Random } from "./random.js";
import { type Field, type Form, type Format, FORMATS } from "./schema-form.js";

const PATTERNS = ["^[A-Z]{3}$", "^[a-z]+$", "\\d", "^x-", "^S-\\d{1,4}$"] as const;
export const WORDS = ["buy", "sell", "hold", "stop", "target"] as const;
export const KEYS = ["symbol", "level", "kind", "items", "note", "at"] as const;

/** A payload of random form. */
export function randomPayload(random: Random): Form {
  return random.chance(15) ? variants(random, 2) : object(random, 3);
}

export function randomForm(random: Random, depth: number): Form {
  const leaves = [string, string, format, number, number, values, literal, plain] as const;
  const inner = [array, tuple, record, object, nullable, union, variants] as const;
  const make = depth > 0 && random.chance(45) ? random.of(...inner) : random.of(...leaves);
  return make(random, depth - 1);
}

export const some = <T>(random: Random, key: string, value: () => T): Partial<Record<string, T>> =>
  random.chance(40) ? { [key]: value() } : {};

export function string(random: Random): Form {
  return {
    kind: "string",
    ...some(random, "min", () => random.below(3)),
    ...some(random, "max", () => 3 + random.below(6)),
    ...(random.chance(25) ? { pattern: random.of(...PATTERNS) } : {}),
  };
}

export function format(random: Random): Form {
  const name = random.of(...(Object.keys(FORMATS) as Format[]));
  return { kind: "format", format: name, ...(random.chance(15) ? { max: random.of(36, 40, 60) } : {}) };
}

export function number(random: Random): Form {
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

export function values(random: Random): Form {
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
