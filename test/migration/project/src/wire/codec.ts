import type { RedisCommands } from "../redis/commands.js";
import type { DeskEvent } from "./events.js";

/** The fields of an entry as an object; a reply has them in one flat list. */
export function toFields(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index] ?? ""] = flat[index + 1] ?? "";
  return fields;
}

/** Reads an event from the fields of an entry. */
export function decodeEvent(flat: readonly string[]): DeskEvent {
  const fields = toFields(flat);
  for (const name of ["type", "data", "trace_id"]) {
    if (!(name in fields)) throw new Error(`The entry has no ${name}.`);
  }
  return {
    type: fields["type"],
    data: JSON.parse(fields["data"] ?? "{}") as unknown,
    trace_id: fields["trace_id"],
    timestamp: fields["timestamp"] ?? "",
    // Entries from before the summer have the older name.
    source_agent: fields["source_agent"] ?? fields["source"] ?? "",
  } as DeskEvent;
}

/** Writes an event to a stream. */
export function sendEvent(redis: RedisCommands, stream: string, event: DeskEvent): Promise<string> {
  return redis.xadd(
    stream,
    "*",
    "type",
    event.type,
    "data",
    JSON.stringify(event.data),
    "trace_id",
    event.trace_id,
    "timestamp",
    event.timestamp,
    "source_agent",
    event.source_agent,
  );
}
