import type { JsonValue } from "./json-schema.js";
import { type CompatibilityRule, REMEDIES } from "./rules.js";

/** Who reads what: new readers what old writers wrote, or old readers what new writers write. */
export type Direction = "backward" | "forward";

/** An event that one side writes and the other refuses. */
export interface ExampleEvent {
  readonly type: string;
  readonly schema_version?: number;
  readonly data: JsonValue;
}

/** Something that the gate found: what, where, both sides, and what to do. */
export interface Finding {
  readonly rule: CompatibilityRule;
  /** The event, or the stream. */
  readonly subject: string;
  /** The snapshot that the code was compared with, or the file that is wrong. */
  readonly place: string;
  readonly direction?: Direction;
  /** Where in `data`: `indicators.rsi`; `""` for all of it. */
  readonly path: string;
  /** What the writer says there, or what was there before. */
  readonly writer: string;
  /** What the reader says there, or what is there now. */
  readonly reader: string;
  /** Checked: the writer's schema takes it and the reader's refuses it. */
  readonly example?: ExampleEvent;
  readonly remedy: string;
}

/** A finding with the remedy of its rule. */
export function finding(found: Omit<Finding, "remedy">): Finding {
  return { ...found, remedy: REMEDIES[found.rule] };
}

/** A finding as lines for a person. */
export function findingText({
  rule,
  subject,
  place,
  direction,
  path,
  writer,
  reader,
  example,
  remedy,
}: Finding): string {
  const where = path === "" ? subject : `${subject} at data.${path}`;
  const [from, to] = direction === undefined ? ["was", "is"] : ["writer", "reader"];
  const sides = {
    backward: `what ${place} says was written, read by this code`,
    forward: `what this code writes, read by readers of ${place}`,
  };
  return [
    `${rule}: ${where}`,
    `  ${direction === undefined ? place : sides[direction]}`,
    `  ${from}: ${writer}`,
    `  ${to}: ${reader}`,
    ...(example === undefined ? [] : [`  example: ${JSON.stringify(example)}`]),
    `  ${remedy}`,
  ].join("\n");
}
