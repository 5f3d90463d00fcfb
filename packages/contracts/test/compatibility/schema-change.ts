import type { Random } from "./random.js";
import { format, KEYS, number, randomForm, some, string, values, WORDS } from "./random-schema.js";
import type { Field, Form } from "./schema-form.js";

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
