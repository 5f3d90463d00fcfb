import { type EventDefinition } from "@handoff/contracts";
import { placeOf } from "../../src/schema-fault.js";

/** Where the first fault of a payload is, in the strict reading; undefined where there is none. */
export function faultPath(definition: EventDefinition, data: unknown): string | undefined {
  const { error } = definition.compiledWrite().safeParse(data);
  return error && placeOf(error, []).path.join(".");
}
