import { placedId } from "../ports/placed-id.js";
import type { RuntimeEvent } from "./runtime-event.js";

/** What happened in a partition, its entries told with their place. */
export function placedEvent(event: RuntimeEvent, partition: number): RuntimeEvent {
  const placed = <T extends { readonly entryId: string }>(holder: T): T => ({
    ...holder,
    entryId: placedId(holder.entryId, partition),
  });
  switch (event.kind) {
    case "handed_off": {
      const outputs = event.outputs.map((output) => ({ ...output, id: placedId(output.id, partition) }));
      return { ...event, input: placed(event.input), outputs };
    }
    case "dead_lettered":
      return { ...event, source: placed(event.source) };
    case "retry_scheduled":
    case "passed_over":
    case "fenced":
      return placed(event);
    default:
      return event;
  }
}
