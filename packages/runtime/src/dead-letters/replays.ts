import type { EntryFields } from "@handoff/contracts";
import type { Clock } from "../ports/clock.js";
import type { LetterToResolve, Resolution, Resolved } from "../ports/dead-letter-store.js";
import type { WholeStore } from "../ports/event-store.js";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import { type ReadLetter, readLetter, replayTargetOf } from "./failed-event.js";
import type { DeadLetterFilter } from "./letter-filter.js";
import { scanOpen } from "./letter-scan.js";

/** What became of one dead letter that was to be replayed. */
export type Replayed = { readonly id: string } & (
  | {
      /** `would_replay`: of a dry run. */
      readonly outcome: "replayed" | "would_replay";
      readonly stream: string;
      /** The group that processes it; any group of the stream where the dead letter names none. */
      readonly group?: string;
      /** Id of the replayed entry; absent in a dry run. */
      readonly entryId?: string;
    }
  | { readonly outcome: "already_resolved"; readonly resolution: Resolution }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "refused"; readonly reason: string }
);

/** What became of one dead letter that was to be discarded. */
export type Discarded = { readonly id: string } & (
  | { readonly outcome: "discarded" | "would_discard" }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "already_resolved"; readonly resolution: Resolution }
);

export interface DryRunOption {
  /** Only says what would be done. */
  readonly dryRun?: boolean;
}

export interface ReplayOptions extends DryRunOption {
  /**
   * Mends events that are themselves at fault, given the fields of each as it arrived. What identifies an event is kept
   * all the same.
   */
  readonly mend?: (fields: EntryFields) => EntryFields;
}

export interface ReplayAllOptions extends ReplayOptions {
  /** How many a second at most (default: as many as the store takes). */
  readonly ratePerSecond?: number;
  /** Told after every batch. */
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** Ends the replay between two batches. */
  readonly signal?: AbortSignal;
}

/** How far a replay of many has come. */
export interface ReplayProgress {
  /** How many are to be replayed. */
  readonly total: number;
  readonly replayed: number;
  readonly refused: number;
}

export interface ReplaySummary {
  /** Replayed, or in a dry run those that would be. */
  readonly replayed: number;
  /** Those that could not be, and stay where they are. */
  readonly refused: number;
  /** The first hundred of these. */
  readonly refusals: readonly Replayed[];
  /** Whether it was ended by its signal. */
  readonly aborted: boolean;
}

/** How many dead letters are resolved in one step: one step is one stall of the store. */
const BATCH = 100;
const SHOWN_REFUSALS = 100;

interface QueueParts {
  readonly store: WholeStore;
  /** The dead-letter stream. */
  readonly stream: string;
  readonly clock: Clock;
}

/** Takes dead letters out of their stream, back to where they came from or for good. */
export class Replays {
  readonly #parts: QueueParts;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  async replay(ids: readonly string[], options: ReplayOptions): Promise<readonly Replayed[]> {
    const results: Replayed[] = [];
    for (const batch of batchesOf(ids, BATCH)) {
      const letters = await Promise.all(batch.map((id) => this.#open(id)));
      results.push(...(await this.#replayBatch(letters, options)));
    }
    return results;
  }

  async replayAll(filter: DeadLetterFilter, options: ReplayAllOptions): Promise<ReplaySummary> {
    const { store, stream, clock } = this.#parts;
    const { ratePerSecond = Number.POSITIVE_INFINITY, onProgress, signal = new AbortController().signal } = options;
    if (!(ratePerSecond > 0)) {
      throw new HandoffError(
        HandoffErrorCode.OPTION_INVALID,
        `ratePerSecond is ${String(ratePerSecond)}. Give a number above 0.`,
      );
    }
    // What fails again while this goes on is given up anew, behind this id: it is not replayed in a circle.
    const [newest] = await store.range({ stream, from: "-", to: "+", count: 1, reverse: true });
    const scan = { to: newest?.id ?? "0", reverse: false };
    let total = 0;
    if (onProgress !== undefined) for await (const page of scanOpen(this.#parts, filter, scan)) total += page.length;
    const size = Math.max(1, Math.min(BATCH, Math.ceil(ratePerSecond / 10)));
    let replayed = 0;
    const refusals: Replayed[] = [];
    let refused = 0;
    for await (const page of scanOpen(this.#parts, filter, scan)) {
      for (const batch of batchesOf(page, size)) {
        if (signal.aborted) return { replayed, refused, refusals, aborted: true };
        const startedAt = clock.now();
        for (const result of await this.#replayBatch(batch, options)) {
          if (result.outcome === "replayed" || result.outcome === "would_replay") replayed++;
          else if (result.outcome === "refused") {
            refused++;
            if (refusals.length < SHOWN_REFUSALS) refusals.push(result);
          }
        }
        onProgress?.({ total, replayed, refused });
        const dueAt = startedAt + (1_000 * batch.length) / ratePerSecond;
        if (options.dryRun !== true && dueAt > clock.now()) await clock.sleep(dueAt - clock.now(), signal);
      }
    }
    return { replayed, refused, refusals, aborted: false };
  }

  async discard(ids: readonly string[], { dryRun = false }: DryRunOption): Promise<readonly Discarded[]> {
    const { store, stream, clock } = this.#parts;
    const results: Discarded[] = [];
    for (const batch of batchesOf(ids, BATCH)) {
      if (dryRun) {
        const letters = await Promise.all(batch.map((id) => this.#open(id)));
        results.push(
          ...letters.map((letter) =>
            "outcome" in letter ? letter : ({ id: letter.id, outcome: "would_discard" } as const),
          ),
        );
        continue;
      }
      const resolved = await store.resolve({ stream, letters: batch.map((id) => ({ id })), at: clock.now() });
      results.push(
        ...resolved.map((one): Discarded => {
          if (one.kind !== "resolved") return { id: one.id, outcome: "not_found" };
          const { id, fresh, resolution } = one;
          return fresh ? { id, outcome: "discarded" } : { id, outcome: "already_resolved", resolution };
        }),
      );
    }
    return results;
  }

  /** The open dead letter with this id, or what is known instead. */
  async #open(
    id: string,
  ): Promise<ReadLetter | { readonly id: string; readonly outcome: "not_found" } | AlreadyResolved> {
    const { store, stream } = this.#parts;
    const [entry] = await store.range({ stream, from: id, to: id, count: 1 });
    if (entry !== undefined) return readLetter(entry);
    const resolution = await store.resolution(stream, id);
    return resolution === undefined ? { id, outcome: "not_found" } : { id, outcome: "already_resolved", resolution };
  }

  async #replayBatch(
    letters: readonly (ReadLetter | Replayed)[],
    { dryRun = false, mend }: ReplayOptions,
  ): Promise<readonly Replayed[]> {
    const { store, stream, clock } = this.#parts;
    const results = new Map<string, Replayed>();
    const toResolve: ToReplay[] = [];
    for (const letter of letters) {
      if ("outcome" in letter) {
        results.set(letter.id, letter);
        continue;
      }
      const target = replayTargetOf(letter, mend);
      if ("refusal" in target) results.set(letter.id, { id: letter.id, outcome: "refused", reason: target.refusal });
      else toResolve.push({ id: letter.id, replay: target });
    }
    const outcomes = dryRun
      ? await this.#foresee(toResolve)
      : (await store.resolve({ stream, letters: toResolve, at: clock.now() })).map((one, index) =>
          replayedOf(one, toResolve[index]),
        );
    for (const outcome of outcomes) results.set(outcome.id, outcome);
    return letters.flatMap(({ id }) => results.get(id) ?? []);
  }

  /** What a replay would come to, as things are now. */
  async #foresee(letters: readonly ToReplay[]): Promise<readonly Replayed[]> {
    const states = await this.#parts.store.inspect([...new Set(letters.map(({ replay }) => replay.stream))]);
    return letters.map(({ id, replay: { stream, group } }): Replayed => {
      const state = states.find((one) => one.stream === stream);
      const exists = state !== undefined && (state.length > 0 || state.groups.length > 0);
      if (!exists || (group !== undefined && !state.groups.some((one) => one.group === group))) {
        return { id, outcome: "refused", reason: targetMissing({ stream, group }) };
      }
      return { id, outcome: "would_replay", stream, ...(group === undefined ? {} : { group }) };
    });
  }
}

type ToReplay = LetterToResolve & Required<Pick<LetterToResolve, "replay">>;
type AlreadyResolved = Extract<Replayed, { readonly outcome: "already_resolved" }>;

function replayedOf(resolved: Resolved, letter: ToReplay | undefined): Replayed {
  const { id } = resolved;
  if (resolved.kind === "missing") return { id, outcome: "not_found" };
  if (resolved.kind === "target_missing") {
    return {
      id,
      outcome: "refused",
      reason: targetMissing({ stream: letter?.replay.stream ?? "", group: letter?.replay.group }),
    };
  }
  const { resolution, fresh } = resolved;
  if (!fresh || resolution.replay === undefined) return { id, outcome: "already_resolved", resolution };
  const { group } = letter?.replay ?? {};
  return { id, outcome: "replayed", ...resolution.replay, ...(group === undefined ? {} : { group }) };
}

function targetMissing({ stream, group }: { readonly stream: string; readonly group: string | undefined }): string {
  const missing = group === undefined ? `no stream ${stream}` : `no stream ${stream} with a group ${group}`;
  return `There is ${missing}, where it came from: nobody would process it. Start its agent, then replay.`;
}

function batchesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
