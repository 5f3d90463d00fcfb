import { MAX_BATCH, type Output, type Settlement } from "../ports/event-store.js";
import type { Terminal } from "./attempt.js";

/** A result and how it is to be settled. */
export interface Settling {
  readonly result: Terminal;
  readonly settlement: Settlement;
  /** What it publishes, in characters. */
  readonly size: number;
}

/** How much one hand-off publishes, in characters, where no event publishes more: the store does nothing else meanwhile. */
const BATCH_SIZE = 4 * 1_024 * 1_024;

/** The results at the head of a queue that go into one hand-off, at least one. */
export function nextBatch(queue: readonly Terminal[], settle: (result: Terminal) => Settling): Settling[] {
  const batch: Settling[] = [];
  let size = 0;
  for (const result of queue) {
    const settling = settle(result);
    size += settling.size;
    if (batch.length === MAX_BATCH || (batch.length > 0 && size > BATCH_SIZE)) break;
    batch.push(settling);
  }
  return batch;
}

/** Names and values of all that is published, in characters. */
export function sizeOf(outputs: readonly Output[]): number {
  let size = 0;
  for (const { fields } of outputs) {
    for (const name in fields) size += name.length + (fields[name]?.length ?? 0);
  }
  return size;
}
