import type { LabEvent } from "./events.js";

export function encode(event: LabEvent): string[] {
  const flat: string[] = [];
  const fields: Record<string, string> = {
    type: event.type,
    data: JSON.stringify(event.data),
    trace_id: event.trace_id,
    timestamp: event.timestamp,
    source_agent: event.source_agent,
  } satisfies Record<keyof LabEvent, string>;
  for (const [name, value] of Object.entries(fields)) flat.push(name, value);
  return flat;
}

/** Reads an event of which the caller knows what it holds. */
export function decodeEvent<Event extends LabEvent>(flat: readonly string[]): Event {
  const fields: Record<string, string> = {};
  flat.forEach((word, index) => {
    if (index % 2 === 0) fields[word] = flat[index + 1] ?? "";
  });
  return { ...fields, data: JSON.parse(fields["data"] ?? "null") as unknown } as Event;
}
