import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import type { JsonSchema, JsonValue } from "../../src/compatibility/json-schema.js";

/** The formats as zod has them, which no JSON Schema validator knows all of. */
const FORMATS: Readonly<Record<string, z.ZodType>> = {
  uuid: z.uuid(),
  "uuid v4": z.uuidv4(),
  guid: z.guid(),
  "date-time": z.iso.datetime(),
  "date-time offset": z.iso.datetime({ offset: true }),
  "date-time offset local": z.iso.datetime({ offset: true, local: true }),
  "date-time precision=3": z.iso.datetime({ precision: 3 }),
  date: z.iso.date(),
  time: z.iso.time(),
  duration: z.iso.duration(),
  email: z.email(),
  uri: z.url(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  base64: z.base64(),
  nanoid: z.nanoid(),
  ulid: z.ulid(),
  e164: z.e164(),
  hostname: z.hostname(),
};

function isOfFormat(name: string, value: string): boolean {
  const format = FORMATS[name];
  if (format === undefined) throw new Error(`the oracle has no format ${name}`);
  return format.safeParse(value).success;
}

/** What ajv says of values. */
export function ajvOf(schema: JsonSchema): (value: JsonValue) => boolean {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    validateFormats: false,
    logger: false,
  } as object);
  ajv.removeKeyword("format");
  ajv.addKeyword({
    keyword: "format",
    compile: (name: string, parent: Readonly<Record<string, unknown>>) => (value: unknown) =>
      typeof value !== "string" || isOfFormat((parent["x-format"] as string | undefined) ?? name, value),
  });
  const validate: ValidateFunction = ajv.compile(schema as object);
  return (value) => validate(value);
}

/** The schema as a reader takes it: objects that were closed are open. */
export function opened(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key: string, value: unknown) =>
    key === "additionalProperties" && value === false ? undefined : value,
  );
  return JSON.parse(text) as JsonSchema;
}
