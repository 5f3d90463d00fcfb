import type { EventDefinition } from "../define-event.js";
import type { Topology } from "../topology.js";
import { withoutWords } from "./canonical-schema.js";
import { backwardFindings, forwardFindings } from "./compare-versions.js";
import type { Sampler } from "./containment.js";
import { fieldMeanings } from "./field-meanings.js";
import { type Finding, finding } from "./finding.js";
import { find, type History, HISTORY_FILE, removedFields } from "./history.js";
import { type JsonValue, sameJson } from "./json-schema.js";
import { CompatibilityRule } from "./rules.js";
import { requireDistinct, type Snapshot, snapshotFileName, snapshotOf } from "./snapshot.js";

/** Who must read whom: new readers old entries (`BACKWARD`), old readers new entries (`FORWARD`), or both (`FULL`); of the version before, or of all (`_TRANSITIVE`). */
export const CompatibilityMode = {
  BACKWARD: "BACKWARD",
  FORWARD: "FORWARD",
  FULL: "FULL",
  BACKWARD_TRANSITIVE: "BACKWARD_TRANSITIVE",
  FORWARD_TRANSITIVE: "FORWARD_TRANSITIVE",
  FULL_TRANSITIVE: "FULL_TRANSITIVE",
} as const;
export type CompatibilityMode = (typeof CompatibilityMode)[keyof typeof CompatibilityMode];

/** What {@link checkCompatibility} is given. */
export interface Contracts {
  readonly events: readonly EventDefinition[];
  /** With it, streams that lost an event are found. */
  readonly topology?: Topology | undefined;
}

/** What was committed. */
export interface Committed {
  readonly snapshots: readonly Snapshot[];
  readonly history: History;
}

export interface CheckOptions {
  /** Default `FULL_TRANSITIVE`. */
  readonly mode?: CompatibilityMode;
  /** Makes payloads, for upcasters and for what borders do not show: see `payloadSampler` of the test data. */
  readonly sampler?: Sampler | undefined;
}

/**
 * Compares events as they are defined with every snapshot of them.
 *
 * @returns Nothing where all is fine.
 * @throws {ToolError} `SNAPSHOT_DUPLICATE`
 */
export function checkCompatibility(
  contracts: Contracts,
  committed: Committed,
  { mode = CompatibilityMode.FULL_TRANSITIVE, sampler }: CheckOptions = {},
): readonly Finding[] {
  requireDistinct(committed.snapshots);
  return [
    ...editedFindings(committed),
    ...contracts.events.flatMap((event) => eventFindings(event, committed, { mode, sampler })),
    ...removedFindings(contracts.events, committed, mode),
    ...tombstoneFindings(contracts.events, committed),
    ...streamFindings(contracts.topology, committed.history),
  ];
}

function editedFindings({ snapshots, history }: Committed): readonly Finding[] {
  const edited = snapshots.filter(({ isIntact }) => !isIntact).map(({ type, place }) => ({ subject: type, place }));
  if (!history.isIntact) edited.push({ subject: "history", place: HISTORY_FILE });
  return edited.map((one) =>
    finding({
      ...one,
      rule: CompatibilityRule.SNAPSHOT_EDITED,
      path: "",
      writer: "its digest",
      reader: "another content",
    }),
  );
}

function eventFindings(
  event: EventDefinition,
  { snapshots }: Committed,
  { mode, sampler }: { readonly mode: CompatibilityMode; readonly sampler: Sampler | undefined },
): readonly Finding[] {
  const { type, version } = event;
  const known = snapshots.filter((one) => one.type === type || event.aliases.includes(one.type));
  const own = known.filter((one) => one.type === type);
  const names = new Set([type, ...event.aliases]);
  const findings = [
    ...sameVersionFindings(
      event,
      own.find((one) => one.version === version),
    ),
  ];
  for (const { place, version: newer } of own.filter((one) => one.version > version)) {
    const sides = { writer: `version ${newer}`, reader: `version ${version}` };
    findings.push(finding({ rule: CompatibilityRule.VERSION_BEHIND, subject: type, place, path: "", ...sides }));
  }
  for (const { aliases, place } of known) {
    for (const alias of aliases.filter((name) => !names.has(name))) {
      const sides = { writer: `read as ${type} too: ${alias}`, reader: "no such alias" };
      findings.push(finding({ rule: CompatibilityRule.ALIAS_REMOVED, subject: type, place, path: "", ...sides }));
    }
  }
  const current = snapshotOf(event).schema;
  const others = known.filter(
    (one) => one.type !== type || one.version < version || !isSameSchema(one, current, version),
  );
  const compared = mode.endsWith("_TRANSITIVE") ? others : latest(others);
  for (const snapshot of compared.filter((one) => one.version <= version)) {
    if (!mode.startsWith("FORWARD")) findings.push(...backwardFindings(event, snapshot, sampler));
    if (!mode.startsWith("BACKWARD")) findings.push(...forwardFindings(event, snapshot, sampler));
  }
  return findings;
}

function latest(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  return [...snapshots].sort((a, b) => b.version - a.version).slice(0, 1);
}

/** A schema with a check in code is never known to be the same. */
function isSameSchema(snapshot: Snapshot, current: Snapshot["schema"], version: number): boolean {
  const same = sameJson(bare(snapshot.schema), bare(current));
  return snapshot.version === version && same && !JSON.stringify(current).includes('"x-refined":true');
}

function bare(schema: Snapshot["schema"]): JsonValue {
  return withoutWords(schema) as JsonValue;
}

function sameVersionFindings(event: EventDefinition, snapshot: Snapshot | undefined): readonly Finding[] {
  const { type, version } = event;
  const current = snapshotOf(event);
  const about = { subject: type, path: "" };
  if (snapshot === undefined) {
    const sides = { place: snapshotFileName(type, version), writer: "no such file", reader: `version ${version}` };
    return [finding({ ...about, ...sides, rule: CompatibilityRule.SNAPSHOT_MISSING })];
  }
  const { place, description, aliases } = snapshot;
  if (!sameJson(bare(snapshot.schema), bare(current.schema))) {
    const sides = { place, writer: `another schema of version ${version}`, reader: "this one" };
    return [finding({ ...about, ...sides, rule: CompatibilityRule.SCHEMA_CHANGED })];
  }
  const before = fieldMeanings(snapshot.schema);
  const changed = [...fieldMeanings(current.schema)].filter(([field, meaning]) => before.get(field) !== meaning);
  const findings = changed.map(([field, meaning]) =>
    finding({
      ...about,
      rule: CompatibilityRule.WORDING_CHANGED,
      place,
      path: field,
      writer: before.get(field) ?? "",
      reader: meaning,
    }),
  );
  const [was, is] = [wording(description, aliases), wording(current.description, current.aliases)];
  if (was !== is && aliases.every((alias) => event.aliases.includes(alias))) {
    findings.push(finding({ ...about, rule: CompatibilityRule.WORDING_CHANGED, place, writer: was, reader: is }));
  }
  return findings;
}

function wording(description: string, aliases: readonly string[]): string {
  return aliases.length === 0 ? description : `${description} (also ${aliases.join(", ")})`;
}

/** Events that nobody can read any more, and those that old readers do not know by their new name. */
function removedFindings(
  events: readonly EventDefinition[],
  { snapshots }: Committed,
  mode: CompatibilityMode,
): readonly Finding[] {
  const types = new Map(latestOfEach(snapshots).map((one) => [one.type, one]));
  return [...types.values()].flatMap(({ type, place }) => {
    if (events.some((event) => event.type === type)) return [];
    const renamed = events.find((event) => event.aliases.includes(type));
    if (renamed !== undefined && mode.startsWith("BACKWARD")) return [];
    const reader =
      renamed === undefined ? "no such event" : `written as ${renamed.type}, which older readers do not know`;
    const about = { subject: type, place, path: "", writer: `the event ${type}`, reader };
    return [finding({ ...about, rule: CompatibilityRule.EVENT_REMOVED })];
  });
}

function latestOfEach(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  return [...snapshots].sort((a, b) => a.version - b.version);
}

function tombstoneFindings(events: readonly EventDefinition[], { snapshots, history }: Committed): readonly Finding[] {
  const missing = removedFields(snapshots)
    .filter((one) => find(history, one) === undefined)
    .map(({ type, field, meaning }) => {
      const about = {
        subject: type,
        place: HISTORY_FILE,
        path: field,
        writer: meaning,
        reader: "removed, without a tombstone",
      };
      return finding({ ...about, rule: CompatibilityRule.SNAPSHOT_MISSING });
    });
  const returned = events.flatMap((event) => {
    const fields = fieldMeanings(snapshotOf(event).schema);
    return history.tombstones
      .filter(({ type }) => type === event.type)
      .flatMap(({ type, field, meaning }) => {
        const now = fields.get(field);
        if (now === undefined || now === meaning) return [];
        const about = { subject: type, place: HISTORY_FILE, path: field, writer: meaning, reader: now };
        return [finding({ ...about, rule: CompatibilityRule.FIELD_RETURNED })];
      });
  });
  return [...missing, ...returned];
}

function streamFindings(topology: Topology | undefined, { streams }: History): readonly Finding[] {
  if (topology === undefined) return [];
  return Object.entries(streams).flatMap(([stream, types]) => {
    const set = Object.hasOwn(topology.streams, stream) ? topology.streams[stream] : undefined;
    const about = { rule: CompatibilityRule.STREAM_SHRUNK, subject: stream, place: HISTORY_FILE, path: "" };
    return types
      .filter((type) => set?.find(type) === undefined)
      .map((type) =>
        finding({ ...about, writer: `carries ${type}`, reader: set === undefined ? "no such stream" : "does not" }),
      );
  });
}
