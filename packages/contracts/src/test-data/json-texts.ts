import fc from "fast-check";
import { lengthOf, regExp, shapeTakes } from "../compatibility/accepts.js";
import type { Pattern, StringShape } from "../compatibility/shape.js";
import { patternOfForm, samplesOfForm } from "../compatibility/string-format.js";
import { impossible } from "./impossible.js";

/** Any sequence of UTF-16 units: lone surrogates, NUL, everything. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
/** Longer text is made only where it must be. */
const MORE = 12;

/** Times as `Date` writes them. */
export const instants = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const offsets = fc.constantFrom("Z", "+00:00", "+05:30", "-11:00");

/** Texts of a shape. */
export function texts(shape: StringShape, path: readonly string[]): fc.Arbitrary<string> {
  const isRight = (text: string): boolean => shapeTakes(shape, text);
  const [form] = shape.forms;
  const [pattern] = shape.patterns;
  const { minLength, maxLength } = shape;
  const isOnly = shape.forms.length + shape.patterns.length === 1 && minLength === 0 && maxLength === Infinity;
  const made = form === undefined ? pattern && matching(pattern, path) : ofForm(form, path);
  if (made !== undefined) return isOnly ? made : kept(made, isRight, path);
  const size = { minLength, maxLength: Math.min(maxLength, minLength + MORE) };
  // Two units may make one character, so that text of any units can be shorter than it was made.
  const all = fc.string({ ...size, unit: anyUnit });
  const anything =
    minLength === 0 ? all : all.map((text) => text + "x".repeat(Math.max(0, minLength - lengthOf(text))));
  return fc.oneof(
    fc.string({ ...size, unit: "grapheme" }).map((text) => Array.from(text).slice(0, maxLength).join("")),
    fc.string({ ...size, unit: "binary" }),
    anything,
  );
}

const formsMade = new Map<string, fc.Arbitrary<string>>();

function ofForm(form: string, path: readonly string[]): fc.Arbitrary<string> {
  const made = formsMade.get(form) ?? anyOfForm(form, path);
  formsMade.set(form, made);
  return made;
}

function anyOfForm(form: string, path: readonly string[]): fc.Arbitrary<string> {
  if (form === "uuid") return fc.uuid();
  if (form === "date-time") return instants;
  if (form === "date-time offset") {
    return fc.tuple(instants, offsets).map(([instant, offset]) => instant.replace("Z", offset));
  }
  if (form === "date") return instants.map((instant) => instant.slice(0, 10));
  const samples = samplesOfForm(form);
  const { source } = patternOfForm(form);
  const made = source === undefined ? undefined : attempt(() => matching({ source, flags: "" }, path));
  if (samples.length === 0 && made === undefined)
    throw impossible(path, `Nothing is known here of the format ${form}.`);
  return fc.oneof(...(samples.length > 0 ? [fc.constantFrom(...samples)] : []), ...(made === undefined ? [] : [made]));
}

function matching({ source, flags }: Pattern, path: readonly string[]): fc.Arbitrary<string> {
  const pattern = regExp(source, flags);
  const made = pattern === undefined ? undefined : attempt(() => fc.stringMatching(pattern));
  if (made === undefined) throw impossible(path, `No text can be made for the pattern ${source}.`);
  return made;
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Tries to find values that pass a check; more of them than this fail in a row only where next to none passes. */
const TRIES = 100;
/** Mostly these are enough. */
const FIRST_TRIES = 5;

/** The values that pass a check; refused where hardly any does, since fast-check would look for one for ever. */
export function kept<T>(
  values: fc.Arbitrary<T>,
  isRight: (value: T) => boolean,
  path: readonly string[],
): fc.Arbitrary<T> {
  if (![FIRST_TRIES, TRIES].some((numRuns) => fc.sample(values, { numRuns, seed: 1 }).some(isRight))) {
    throw impossible(path, "Its demands are met together by next to no value.");
  }
  return values.filter(isRight);
}
