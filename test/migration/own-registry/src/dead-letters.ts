import type { LabEvent } from "./events.js";
import type { Store } from "./store.js";

/** Keeps an event that nobody could work on. */
export async function deadLetter(event: LabEvent, error: unknown, store: Store): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await store.xadd("lab_dead_letters", "*", "failed_event", JSON.stringify(event), "error", text);
}
