import type { z } from "zod";
import type { Pattern } from "./shape.js";
import { patternOfForm } from "./string-format.js";

/** Checks that JSON Schema says, or whose say is in the forms of a string. */
const SAID: ReadonlySet<string> = new Set([
  "greater_than",
  "less_than",
  "multiple_of",
  "number_format",
  "min_length",
  "max_length",
  "length_equals",
  "string_format",
]);

/** Whether a check of a schema is in its JSON Schema. */
export function isSaid({ _zod: { def } }: z.core.$ZodCheck): boolean {
  return SAID.has(def.check);
}

interface StringForms {
  readonly forms: readonly string[];
  readonly patterns: readonly Pattern[];
}

/** Formats and patterns that a string must meet. */
export function formsOf(def: z.core.$ZodStringDef): StringForms {
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def as FormatDef);
  const all = [def as unknown as FormatDef, ...checks].filter(({ check }) => check === "string_format");
  const forms: string[] = [];
  const patterns: Pattern[] = [];
  for (const each of all) {
    const form = formOf(each);
    const isPlain = form !== undefined && isDefault(form, each);
    if (isPlain) forms.push(form);
    else if (each.pattern !== undefined) patterns.push({ source: each.pattern.source, flags: flagsOf(each.pattern) });
    else forms.push(`${form ?? each.format} of its own`);
  }
  return { forms: [...new Set(forms)].sort(), patterns };
}

type FormatDef = z.core.$ZodStringFormatDef & {
  readonly version?: string;
  readonly offset?: boolean;
  readonly local?: boolean;
  readonly precision?: number | null;
  readonly hostname?: unknown;
  readonly protocol?: unknown;
  readonly alg?: unknown;
};

const PATTERNS: ReadonlySet<string> = new Set([
  "regex",
  "lowercase",
  "uppercase",
  "includes",
  "starts_with",
  "ends_with",
]);

/** The name of a format with its options, as it stands in `x-format`; undefined for what is a pattern only. */
function formOf({ format, version, offset, local, precision }: FormatDef): string | undefined {
  if (PATTERNS.has(format)) return undefined;
  switch (format) {
    case "uuid":
      return version === undefined ? "uuid" : `uuid ${version}`;
    case "datetime":
    case "time": {
      const digits = precision === undefined || precision === null ? "" : ` precision=${precision}`;
      const zone = `${offset === true ? " offset" : ""}${local === true ? " local" : ""}`;
      return format === "time" ? `time${digits}` : `date-time${zone}${digits}`;
    }
    case "url":
      return "uri";
    default:
      return format;
  }
}

function isDefault(form: string, { pattern, hostname, protocol, alg }: FormatDef): boolean {
  if (hostname !== undefined || protocol !== undefined || alg !== undefined) return false;
  const known = patternOfForm(form);
  return known.isKnown && known.source === pattern?.source;
}

/** Flags that change what a pattern matches; `u` is how JSON Schema reads one. */
function flagsOf({ flags, source }: RegExp): string {
  const kept = flags.replace(/[dgy]/g, "");
  return kept === "u" && !/\\[pP]/.test(source) ? "" : kept;
}
