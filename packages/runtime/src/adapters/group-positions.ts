import type { GroupRef } from "../ports/event-store.js";
import { compareIds, LOWEST_ID } from "./entry-id.js";

/** How far each group is known to have read: where it starts again when its store has lost it. */
export class GroupPositions {
  readonly #lastIds = new Map<string, string>();

  /** Remembers that the group has been handed the entry with this id, unless a later one is known. */
  note(ref: GroupRef, id: string): void {
    if (compareIds(id, this.of(ref)) > 0) this.#lastIds.set(keyOf(ref), id);
  }

  /** The last id known, or the very beginning: what is processed again is noticed, what is skipped is not. */
  of(ref: GroupRef): string {
    return this.#lastIds.get(keyOf(ref)) ?? LOWEST_ID;
  }
}

function keyOf({ stream, group }: GroupRef): string {
  return JSON.stringify([stream, group]);
}
