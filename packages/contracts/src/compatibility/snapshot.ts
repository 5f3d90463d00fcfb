import { z } from "zod";
import type { EventDefinition } from "../define-event.js";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import { canonicalSchema } from "./canonical-schema.js";
import { digestOf } from "./digest.js";
import type { JsonObject, JsonValue, SchemaObject } from "./json-schema.js";

/** The form of the files; one of another form is refused rather than guessed at. */
const FORMAT = 1;
const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** What an event of one version was when it was first published. */
export interface Snapshot {
  readonly type: string;
  readonly version: number;
  readonly description: string;
  readonly aliases: readonly string[];
  /** The payload as published, in canonical form. */
  readonly schema: SchemaObject;
  /** The file, or where the snapshot is else. */
  readonly place: string;
  /** Whether it is as it was written: its digest is right. */
  readonly isIntact: boolean;
}

/** The snapshot of an event as it is defined now. */
export function snapshotOf({ type, version, description, aliases, writeSchema }: EventDefinition): Snapshot {
  return {
    type,
    version,
    description,
    aliases: [...aliases].sort(),
    schema: canonicalSchema(writeSchema),
    place: snapshotFileName(type, version),
    isIntact: true,
  };
}

/** `<type>.v<version>.json` */
export function snapshotFileName(type: string, version: number): string {
  return `${encodeURIComponent(type)}.v${version}.json`;
}

/** The file of a snapshot: a JSON Schema of the payload, with what else there is to say under `x-handoff`. */
export function snapshotText({ type, version, description, aliases, schema }: Snapshot): string {
  const head = { format: FORMAT, type, version, description, aliases };
  const digest = digestOf({ ...head, schema: schema as unknown as JsonObject });
  return `${JSON.stringify({ $schema: DIALECT, "x-handoff": { ...head, digest }, ...schema }, null, 2)}\n`;
}

const fileSchema = z.looseObject({
  $schema: z.literal(DIALECT),
  "x-handoff": z.strictObject({
    format: z.literal(FORMAT),
    type: z.string(),
    version: z.int().min(1),
    description: z.string(),
    aliases: z.array(z.string()),
    digest: z.string(),
  }),
});

/**
 * The snapshot in a file.
 *
 * @throws {ToolError} `SNAPSHOT_UNREADABLE`, `SNAPSHOT_FORMAT_UNKNOWN`
 */
export function parseSnapshot(text: string, place: string): Snapshot {
  const { $schema: _dialect, "x-handoff": head, ...schema } = parsedAs(fileSchema, text, place);
  const { digest, ...rest } = head;
  const isIntact = digestOf({ ...rest, schema: schema as JsonObject }) === digest;
  const { type, version, description, aliases } = rest;
  return { type, version, description, aliases, schema: schema, place, isIntact };
}

/** JSON of a known form, or a fault that says where and why not. */
export function parsedAs<Output>(schema: z.ZodType<Output>, text: string, place: string): Output {
  const value = parsed(text, place);
  const format = formatOf(value);
  if (format !== undefined && format !== FORMAT) {
    throw new ToolError({
      code: ToolErrorCode.SNAPSHOT_FORMAT_UNKNOWN,
      place,
      what: `It is of format ${JSON.stringify(format)}, and ${FORMAT} is known here.`,
      remedy: "Use the version of @handoff/contracts that wrote it, or a newer one.",
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unreadable(place, `It is no snapshot: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`);
}

function parsed(text: string, place: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw unreadable(place, `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function formatOf(value: JsonValue): JsonValue | undefined {
  const head = (value as Partial<Record<"x-handoff", JsonValue>> | null)?.["x-handoff"];
  return (head as Partial<Record<"format", JsonValue>> | null | undefined)?.format;
}

function unreadable(place: string, what: string): ToolError {
  return new ToolError({
    code: ToolErrorCode.SNAPSHOT_UNREADABLE,
    place,
    what,
    remedy: "Take the file as it was committed from version control.",
  });
}

/** @throws {ToolError} `SNAPSHOT_DUPLICATE` where two files claim one version of one event. */
export function requireDistinct(snapshots: readonly Snapshot[]): void {
  const places = new Map<string, string>();
  for (const { type, version, place } of snapshots) {
    const key = `${type} ${version}`;
    const other = places.get(key);
    if (other !== undefined) {
      throw new ToolError({
        code: ToolErrorCode.SNAPSHOT_DUPLICATE,
        place,
        what: `Version ${version} of ${type} has another snapshot at ${other}.`,
        remedy: "Delete the one that was not committed first.",
      });
    }
    places.set(key, place);
  }
}
