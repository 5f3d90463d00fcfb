import { FieldName } from "@handoff/contracts";

/**
 * What an event is told by, to be put in order or into a partition: the value of a key of its payload, or else of its
 * envelope. Undefined where there is no text and no number.
 */
export function eventKey(event: { readonly [FieldName.DATA]?: unknown }, name: string): string | undefined {
  const { [FieldName.DATA]: data } = event;
  const value = own(data, name) ?? own(event, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function own(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[key];
}
