import type { EventDefinition } from "../define-event.js";
import * as FieldName from "../field-name.js";
import { isUnchanged, upcast } from "../versions.js";
import { canonicalSchema } from "./canonical-schema.js";
import { containment, type Sampler } from "./containment.js";
import type { Gap } from "./gap.js";
import { type Direction, type ExampleEvent, type Finding, finding } from "./finding.js";
import { type JsonValue, SchemaDocument } from "./json-schema.js";
import { Node } from "./node.js";
import { CompatibilityRule } from "./rules.js";
import type { Snapshot } from "./snapshot.js";

/** Whether new readers, this code, read what writers of a snapshot wrote. */
export function backwardFindings(
  event: EventDefinition,
  snapshot: Snapshot,
  sampler: Sampler | undefined,
): readonly Finding[] {
  const writer = new SchemaDocument(snapshot.schema, "closed");
  const about = { event, snapshot, direction: "backward" } as const;
  if (isUpcast(event, snapshot)) return upcasterFindings(about, writer, sampler);
  const gaps = containment(writer, new SchemaDocument(canonicalSchema(event.writeSchema), "open"), sampler);
  return gaps.map((gap) => gapFinding(gap, about, (value) => !event.compiledRead().safeParse(value).success));
}

/** Whether old readers, those of a snapshot, read what new writers, this code, write. */
export function forwardFindings(
  event: EventDefinition,
  snapshot: Snapshot,
  sampler: Sampler | undefined,
): readonly Finding[] {
  const writer = new SchemaDocument(canonicalSchema(event.writeSchema), "closed");
  const gaps = containment(writer, new SchemaDocument(snapshot.schema, "open"), sampler);
  const about = { event, snapshot, direction: "forward" } as const;
  return gaps.map((gap) => gapFinding(gap, about, (value) => event.compiledWrite().safeParse(value).success));
}

/** Whether payloads of a snapshot's version are changed before they are read. */
function isUpcast({ version, upcasters }: EventDefinition, snapshot: Snapshot): boolean {
  for (let from = snapshot.version; from < version; from++) if (!isUnchanged(upcasters[from])) return true;
  return false;
}

interface About {
  readonly event: EventDefinition;
  readonly snapshot: Snapshot;
  readonly direction: Direction;
}

/** @param isConfirmed Whether the very schema of the code says the same of an example. */
function gapFinding(gap: Gap, about: About, isConfirmed: (value: JsonValue) => boolean): Finding {
  const example = gap.examples.find(isConfirmed);
  const rule = example === undefined ? CompatibilityRule.UNPROVEN : gap.rule;
  return versionFinding(about, { ...gap, rule, path: gap.path.join("."), example });
}

interface Found extends Pick<Finding, "rule" | "path" | "writer" | "reader"> {
  readonly example: JsonValue | undefined;
}

function versionFinding(
  { event, snapshot, direction }: About,
  { rule, path, writer, reader, example }: Found,
): Finding {
  const written = direction === "backward" ? snapshot : event;
  return finding({
    rule,
    subject: event.type,
    place: snapshot.place,
    direction,
    path,
    writer,
    reader,
    ...(example === undefined ? {} : { example: exampleOf(written, example) }),
  });
}

function exampleOf({ type, version }: Pick<Snapshot, "type" | "version">, data: JsonValue): ExampleEvent {
  return {
    [FieldName.TYPE]: type,
    ...(version > 1 ? { [FieldName.SCHEMA_VERSION]: version } : {}),
    [FieldName.DATA]: data,
  };
}

/** Code cannot be proven, so each upcaster is given payloads that its version could write, the plainest and many others. */
function upcasterFindings(about: About, writer: SchemaDocument, sampler: Sampler | undefined): readonly Finding[] {
  const { event, snapshot } = about;
  const values = sampler?.(Node.root(writer)) ?? [];
  if (values.length === 0) {
    const reader = "no payloads of that version could be made to try it: is fast-check installed?";
    return [
      versionFinding(about, {
        rule: CompatibilityRule.UNPROVEN,
        path: "",
        writer: upcasterName(snapshot),
        reader,
        example: undefined,
      }),
    ];
  }
  for (const value of values) {
    const reader = refusal(event, snapshot.version, value);
    if (reader === undefined) continue;
    const writer = upcasterName(snapshot);
    return [
      versionFinding(about, { rule: CompatibilityRule.UPCASTER_REFUSED, path: "", writer, reader, example: value }),
    ];
  }
  return [];
}

function upcasterName({ version }: Snapshot): string {
  return `the upcaster of version ${version}, and those after it`;
}

function refusal(event: EventDefinition, version: number, value: JsonValue): string | undefined {
  try {
    const result = event.compiledRead().safeParse(upcast(event, version, structuredClone(value)));
    if (result.success) return undefined;
    const [issue] = result.error.issues;
    return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "refused"}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
