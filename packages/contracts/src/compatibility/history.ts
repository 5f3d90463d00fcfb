import { z } from "zod";
import type { Topology } from "../topology.js";
import { digestOf } from "./digest.js";
import { fieldMeanings } from "./field-meanings.js";
import type { JsonValue } from "./json-schema.js";
import { parsedAs, type Snapshot } from "./snapshot.js";

/** A field that an event had and has no more. Its name keeps that meaning in this event for ever. */
export interface Tombstone {
  readonly type: string;
  readonly field: string;
  /** The last version that had it. */
  readonly version: number;
  readonly meaning: string;
}

/** What is true of all versions together. */
export interface History {
  readonly tombstones: readonly Tombstone[];
  /** The events that each stream ever carried. */
  readonly streams: Readonly<Record<string, readonly string[]>>;
  /** Whether the tombstones are as they were written; streams may be taken out by hand. */
  readonly isIntact: boolean;
}

export const HISTORY_FILE = "history.json";
export const NO_HISTORY: History = { tombstones: [], streams: {}, isIntact: true };

const FORMAT = 1;
const fileSchema = z.strictObject({
  "x-handoff": z.strictObject({ format: z.literal(FORMAT), digest: z.string() }),
  tombstones: z.array(
    z.strictObject({ type: z.string(), field: z.string(), version: z.int().min(1), meaning: z.string() }),
  ),
  streams: z.record(z.string(), z.array(z.string())),
});

/** @throws {ToolError} `SNAPSHOT_UNREADABLE`, `SNAPSHOT_FORMAT_UNKNOWN` */
export function parseHistory(text: string): History {
  const { "x-handoff": head, tombstones, streams } = parsedAs(fileSchema, text, HISTORY_FILE);
  return { tombstones, streams, isIntact: digestOf(tombstones) === head.digest };
}

export function historyText({ tombstones, streams }: History): string {
  const digest = digestOf(tombstones as unknown as JsonValue);
  return `${JSON.stringify({ "x-handoff": { format: FORMAT, digest }, tombstones, streams }, null, 2)}\n`;
}

/** The history with what is gone from the newest of the snapshots, and what the streams of a topology carry by now. */
export function continued(history: History, snapshots: readonly Snapshot[], topology?: Topology): History {
  const added = removedFields(snapshots).filter((one) => find(history, one) === undefined);
  const streams = new Map<string, readonly string[]>(Object.entries(history.streams));
  for (const [stream, set] of Object.entries(topology?.streams ?? {})) {
    const types = set.definitions.map(({ type }) => type);
    streams.set(stream, [...new Set([...(streams.get(stream) ?? []), ...types])].sort());
  }
  return {
    tombstones: [...history.tombstones, ...added].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    streams: Object.fromEntries([...streams].sort(([a], [b]) => (a < b ? -1 : 1))),
    isIntact: history.isIntact,
  };
}

/** The fields that a version of an event had and the newest has not. */
export function removedFields(snapshots: readonly Snapshot[]): readonly Tombstone[] {
  return [...new Set(snapshots.map(({ type }) => type))].flatMap((type) => {
    const versions = snapshots.filter((one) => one.type === type).sort((a, b) => b.version - a.version);
    const [newest, ...earlier] = versions.map(({ schema, version }) => ({ version, fields: fieldMeanings(schema) }));
    const removed = new Map<string, Tombstone>();
    for (const { version, fields } of earlier) {
      for (const [field, meaning] of fields) {
        if (newest?.fields.has(field) === false && !removed.has(field)) {
          removed.set(field, { type, field, version, meaning });
        }
      }
    }
    return [...removed.values()];
  });
}

export function find(history: History, { type, field }: Pick<Tombstone, "type" | "field">): Tombstone | undefined {
  return history.tombstones.find((one) => one.type === type && one.field === field);
}

function keyOf({ type, field }: Tombstone): string {
  return `${type} ${field}`;
}
