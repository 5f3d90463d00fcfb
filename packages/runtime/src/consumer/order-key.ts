import { type EventEnvelope, FieldName } from "@handoff/contracts";

/**
 * What an event is put in order by: the value of a key of its payload, or else of its envelope. Without a value an event
 * waits for no other.
 */
export function orderKeyOf(event: EventEnvelope, orderBy: string): string | undefined {
  const { [FieldName.DATA]: data } = event;
  const value = own(data, orderBy) ?? own(event, orderBy);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function own(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[key];
}
