import type { EntryFields } from "@handoff/contracts";

/** Where the event of a dead letter goes when it is replayed. */
export interface ReplayTarget {
  readonly stream: string;
  /** The group that shall process it; without one, any group of the stream. */
  readonly group?: string;
  /** The event, 1 to `MAX_FIELDS` fields. */
  readonly fields: EntryFields;
  /**
   * Idempotency key: of several dead letters with the same key, the first one that is replayed adds the event; the others
   * are resolved with its entry, as long as the first is not purged.
   */
  readonly once: string;
}

/** A dead letter that is to be resolved: replayed to its target, or without one discarded. */
export interface LetterToResolve {
  readonly id: string;
  readonly replay?: ReplayTarget;
}

export interface ResolveRequest {
  /** The dead-letter stream. */
  readonly stream: string;
  /** At most `MAX_BATCH` of them. */
  readonly letters: readonly LetterToResolve[];
  /** When, in milliseconds since the epoch. */
  readonly at: number;
}

/** What became of a dead letter, kept until it is purged. */
export interface Resolution {
  /** Id that the dead letter had in its stream. */
  readonly id: string;
  /** What it held. */
  readonly fields: EntryFields;
  /** When it was resolved, in milliseconds since the epoch. */
  readonly at: number;
  /** The entry that its event was replayed as; absent where it was discarded. */
  readonly replay?: { readonly stream: string; readonly entryId: string };
  /** Its place among the resolutions of the stream, ascending: the time, or where others were at it, one after them. */
  readonly position: number;
}

export type Resolved =
  | {
      readonly id: string;
      readonly kind: "resolved";
      readonly resolution: Resolution;
      /** False where an earlier call had resolved it: then nothing was done. A call that is sent again is not an earlier one. */
      readonly fresh: boolean;
    }
  /** There is no such dead letter: it never was, or was purged. */
  | { readonly id: string; readonly kind: "missing" }
  /** The stream it was to be replayed to does not exist, or not with that group: nobody would read it. Nothing was done. */
  | { readonly id: string; readonly kind: "target_missing" };

export interface ResolutionsRequest {
  readonly stream: string;
  /** Only those at earlier positions: the next page after the last one read. */
  readonly before?: number;
  readonly count: number;
}

/** What a store does with dead letters besides adding and reading them, which is done as with any entry. */
export interface DeadLetterStore {
  /**
   * In one step, for each dead letter, in their order: take it out of its stream, add its event where it is replayed to,
   * keep the resolution. Each is resolved once, whoever asks and however often. The reply is in the order of the letters.
   *
   * @throws {HandoffError} `BATCH_TOO_LARGE`, `OPTION_INVALID`, `STORE_WRONG_TYPE`: nothing is done then.
   */
  resolve(request: ResolveRequest): Promise<readonly Resolved[]>;

  /** What became of the dead letter that had this id; undefined where it is open, or unknown. */
  resolution(stream: string, id: string): Promise<Resolution | undefined>;

  /** Resolutions of a dead-letter stream, the latest first. */
  resolutions(request: ResolutionsRequest): Promise<readonly Resolution[]>;

  /** Removes dead letters for good, open or resolved, resolution included; yields the ids of those that were there. */
  purge(stream: string, ids: readonly string[]): Promise<readonly string[]>;
}
