import type { z } from "zod";
import type { EventDefinition } from "../define-event.js";
import * as FieldName from "../field-name.js";
import { placeOf } from "../schema-fault.js";

/** One way in which a payload departs from its schema. */
export interface PayloadFault {
  readonly kind: "unknown_key" | "missing_key" | "type_clash" | "value";
  /** From the root of the entry: `data.parts.[].rate`. */
  readonly path: string;
}

type Step = string | number | symbol;

/** Every way in which a payload departs from what its event may be published with. */
export function payloadFaults(definition: EventDefinition, payload: unknown): readonly PayloadFault[] {
  const result = definition.compiledWrite().safeParse(payload);
  return result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue, payload));
}

function faultsOf(issue: z.core.$ZodIssue, payload: unknown): readonly PayloadFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ kind: "unknown_key", path: pathOf([...issue.path, key]) }));
  }
  const place = placeOf({ issues: [issue] } as unknown as z.core.$ZodError, []).path;
  const path = pathOf(place);
  if (!isThere(payload, place)) return [{ kind: "missing_key", path }];
  return [{ kind: issue.code === "invalid_type" ? "type_clash" : "value", path }];
}

/** Places in a list are one place: a report has a line a field, not a line an item. */
function pathOf(steps: readonly Step[]): string {
  return [FieldName.DATA, ...steps.map((step) => (typeof step === "number" ? "[]" : String(step)))].join(".");
}

function isThere(payload: unknown, steps: readonly Step[]): boolean {
  let value = payload;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Readonly<Record<Step, unknown>>)[step];
  }
  return true;
}
