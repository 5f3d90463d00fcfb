import { z } from "zod";

/** What is known of one format of text. */
interface TextFormat {
  readonly schema: z.ZodType;
  /** Texts of the format, the plainest first. */
  readonly samples: readonly string[];
  /** Least and greatest length, where the format bounds it. */
  readonly length: readonly [number, number];
}

const UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const text = (schema: z.ZodType, samples: readonly string[], length: readonly [number, number]): TextFormat => ({
  schema,
  samples,
  length,
});

const FORMATS: Readonly<Record<string, TextFormat>> = {
  uuid: text(z.uuid(), [UUID, UUID.toUpperCase(), "00000000-0000-0000-0000-000000000000"], [36, 36]),
  guid: text(z.guid(), ["3f2504e0-4f89-f1d3-0a0c-0305e82c3301", UUID], [36, 36]),
  date: text(z.iso.date(), ["2026-03-31", "2024-02-29"], [10, 10]),
  duration: text(z.iso.duration(), ["P1D", "PT1H30M", "P2W"], [2, Infinity]),
  email: text(z.email(), ["a@example.com", "first.last+tag@mail.example.org"], [6, Infinity]),
  uri: text(z.url(), ["https://example.com", "urn:x:y", "http://localhost:8080/path?q=1#f"], [3, Infinity]),
  ipv4: text(z.ipv4(), ["192.0.2.1", "0.0.0.0"], [7, 15]),
  ipv6: text(z.ipv6(), ["2001:db8::1", "::"], [2, 45]),
  cidrv4: text(z.cidrv4(), ["192.0.2.0/24"], [9, 18]),
  cidrv6: text(z.cidrv6(), ["2001:db8::/32"], [4, 49]),
  base64: text(z.base64(), ["", "aGk=", "aGFuZG9mZg=="], [0, Infinity]),
  base64url: text(z.base64url(), ["", "aGk"], [0, Infinity]),
  nanoid: text(z.nanoid(), ["V1StGXR8_Z5jdHi6B-myT"], [21, 21]),
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- events that have it are still read
  cuid: text(z.cuid(), ["cjld2cjxh0000qzrmn831i7rn"], [7, Infinity]),
  cuid2: text(z.cuid2(), ["tz4a98xxat96iws9zmbrgj3a"], [1, Infinity]),
  ulid: text(z.ulid(), ["01ARZ3NDEKTSV4RRFFQ69G5FAV"], [26, 26]),
  xid: text(z.xid(), ["9m4e2mr0ui3e8a215n4g"], [20, 20]),
  ksuid: text(z.ksuid(), ["0ujtsYcgvSTl8PAuAdqWYSMnLOv"], [27, 27]),
  e164: text(z.e164(), ["+14155552671", "+4930123456"], [8, 16]),
  hostname: text(z.hostname(), ["example.com", "localhost"], [1, 254]),
  hex: text(z.hex(), ["", "c0ffee"], [0, Infinity]),
  mac: text(z.mac(), ["00:1b:63:84:45:e6"], [17, 17]),
  emoji: text(z.emoji(), ["🙂"], [1, Infinity]),
  jwt: text(z.jwt(), ["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2ln"], [5, Infinity]),
};

const UUID_VERSIONS = ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8"] as const;

/** A time's options as they stand in `x-format`: `date-time offset local precision=3`. */
interface TimeForm {
  readonly kind: "date-time" | "time";
  readonly offset: boolean;
  readonly local: boolean;
  /** Digits after the second; -1 is without seconds, undefined any. */
  readonly precision: number | undefined;
}

function timeForm(form: string): TimeForm | undefined {
  const [, kind, offset, local, precision] =
    /^(date-time|time)( offset)?( local)?(?: precision=(-?\d+))?$/.exec(form) ?? [];
  if (kind === undefined) return undefined;
  return {
    kind: kind as TimeForm["kind"],
    offset: offset !== undefined,
    local: local !== undefined,
    precision: precision === undefined ? undefined : Number(precision),
  };
}

function timeFormat({ kind, offset, local, precision }: TimeForm): TextFormat {
  const rest = precision === undefined ? {} : { precision };
  const fraction = precision === undefined || precision <= 0 ? "" : `.${"0".repeat(precision)}`;
  const clock = precision === -1 ? "12:00" : `12:00:00${fraction}`;
  if (kind === "time")
    return text(z.iso.time(rest), [clock, ...(precision === undefined ? ["23:59:59.999"] : [])], [5, Infinity]);
  const samples = [
    `2026-03-31T${clock}Z`,
    ...(offset ? [`2026-03-31T${clock}+05:30`] : []),
    ...(local ? [`2026-03-31T${clock}`] : []),
  ];
  if (precision === undefined) samples.push("2024-02-29T23:59:59.123456Z");
  return text(z.iso.datetime({ offset, local, ...rest }), samples, [16, Infinity]);
}

const known = new Map<string, TextFormat | undefined>();

function formatOf(form: string): TextFormat | undefined {
  if (!known.has(form)) known.set(form, made(form));
  return known.get(form);
}

function made(form: string): TextFormat | undefined {
  const time = timeForm(form);
  if (time !== undefined) return timeFormat(time);
  const version = UUID_VERSIONS.find((each) => form === `uuid ${each}`);
  if (version !== undefined) {
    return text(z.uuid({ version }), [`3f2504e0-4f89-${version.slice(1)}1d3-9a0c-0305e82c3301`], [36, 36]);
  }
  return Object.hasOwn(FORMATS, form) ? FORMATS[form] : undefined;
}

/** Whether a form of text is one that is known here. */
export function isKnownForm(form: string): boolean {
  return formatOf(form) !== undefined;
}

/** Whether a text is of a form; one of an unknown form is. */
export function isOfForm(form: string, value: string): boolean {
  return formatOf(form)?.schema.safeParse(value).success ?? true;
}

/** Texts of a form; none for a form that is unknown. */
export function samplesOfForm(form: string): readonly string[] {
  return formatOf(form)?.samples ?? [];
}

/** Least and greatest length of texts of a form. */
export function lengthOfForm(form: string): readonly [number, number] {
  return formatOf(form)?.length ?? [0, Infinity];
}

/** Whether every text of one form is one of the other. */
export function formImplies(form: string, other: string): boolean {
  if (form === other) return true;
  const [time, otherTime] = [timeForm(form), timeForm(other)];
  if (time !== undefined && otherTime !== undefined) {
    return (
      time.kind === otherTime.kind &&
      (!time.offset || otherTime.offset) &&
      (!time.local || otherTime.local) &&
      (otherTime.precision === undefined || time.precision === otherTime.precision)
    );
  }
  if (form.startsWith("uuid ")) return other === "uuid" || other === "guid";
  return form === "uuid" && other === "guid";
}

/** The pattern that zod has for a form; without one it is checked in code. */
export function patternOfForm(form: string): { readonly isKnown: boolean; readonly source?: string | undefined } {
  const format = formatOf(form);
  if (format === undefined) return { isKnown: false };
  return { isKnown: true, source: (format.schema._zod.def as { readonly pattern?: RegExp }).pattern?.source };
}
