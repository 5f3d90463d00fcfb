import { setTimeout as sleep } from "node:timers/promises";
import type { ContractSet } from "../contract-set.js";
import { EventSet } from "../event-set.js";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import { Drift, type DriftFinding, type TypeDrift } from "./drift.js";
import type { EntrySource, SourceEntry } from "./entry-source.js";

export interface ScanOptions {
  /** Entries to read, spread over the stream; all of them if not given. */
  readonly sample?: number;
  /** Told after each batch. */
  readonly progress?: (read: number, total: number) => void;
}

/** How the entries of one stream meet their contracts. */
export interface StreamDrift {
  readonly stream: string;
  /** Entries that the stream had when the scan began. */
  readonly length: number;
  /** Entries that were read. */
  readonly read: number;
  /** Whether that was every entry. */
  readonly whole: boolean;
  readonly types: readonly TypeDrift[];
  readonly findings: readonly DriftFinding[];
}

/**
 * Reads a stream, whole or in part, and says how its entries meet their contracts. Small batches with a pause as long as
 * the batch took, so that a server has at least half of its time for others; what is added meanwhile is not read.
 *
 * @throws {ToolError} `STREAM_MISSING`, `STREAM_WRONG_TYPE`.
 */
export async function scanStream(
  source: EntrySource,
  {
    stream,
    contracts,
    key = stream,
  }: { readonly stream: string; readonly contracts: ContractSet; readonly key?: string },
  options: ScanOptions = {},
): Promise<StreamDrift> {
  await requireStream(source, key);
  const length = await source.lengthOf(key);
  const total = Math.min(options.sample ?? length, length);
  const drift = new Drift(eventsOf(stream, contracts));
  const newest = await source.newest(key);
  const batches = newest === undefined ? [] : new Walk(source, key, newest.id).batches(total, length);
  let read = 0;
  for await (const batch of batches) {
    for (const entry of batch) drift.add(entry);
    read += batch.length;
    options.progress?.(read, total);
  }
  return { stream, length, read, whole: read >= length, types: drift.types, findings: drift.findings };
}

async function requireStream(source: EntrySource, key: string): Promise<void> {
  const type = await source.typeOf(key);
  if (type === "stream") return;
  if (type === "none") {
    throw new ToolError({
      code: ToolErrorCode.STREAM_MISSING,
      place: key,
      what: "There is no such key.",
      remedy: "Correct the name, or give the prefix of your keys: --key-prefix.",
    });
  }
  throw new ToolError({
    code: ToolErrorCode.STREAM_WRONG_TYPE,
    place: key,
    what: `The key holds a ${type}, not a stream.`,
    remedy: "Name a stream.",
  });
}

/** What a stream carries: what the topology says, else any event; none for the stream of dead letters. */
function eventsOf(stream: string, { topology, events }: ContractSet): EventSet | undefined {
  if (stream === topology?.deadLetterStream) return undefined;
  return topology?.streams[stream] ?? new EventSet(events);
}

/** Largest reply that is asked for, in characters of its fields: a server is busy with it for about a millisecond. */
const REPLY_SIZE = 512 * 1_024;
const MOST_ENTRIES = 1_000;
/** A sample is taken in pieces of this many entries. */
const PIECE = 10;

/** The way through one stream, up to the entry that was the newest when it began. */
class Walk {
  readonly #source: EntrySource;
  readonly #key: string;
  readonly #end: string;
  /** Entries to ask for next: as many as the last ones were small. */
  #count = 10;

  constructor(source: EntrySource, key: string, end: string) {
    this.#source = source;
    this.#key = key;
    this.#end = end;
  }

  batches(total: number, length: number): AsyncGenerator<readonly SourceEntry[]> {
    return total < length ? this.#spread(total) : this.#whole();
  }

  async *#whole(): AsyncGenerator<readonly SourceEntry[]> {
    for (let from = "-"; ;) {
      const batch = await this.#next(from, MOST_ENTRIES);
      if (batch.length > 0) yield batch;
      const last = batch.at(-1);
      if (last === undefined || !isBefore(last.id, this.#end)) return;
      from = `(${last.id}`;
    }
  }

  /** Pieces at even distances in time, each after the one before. */
  async *#spread(total: number): AsyncGenerator<readonly SourceEntry[]> {
    const [first] = await this.#source.read(this.#key, "-", 1);
    if (first === undefined) return;
    const [start, end] = [millisecondsOf(first.id), millisecondsOf(this.#end)];
    const pieces = Math.ceil(total / PIECE);
    let last = "";
    for (let piece = 0, left = total; piece < pieces && left > 0; piece++) {
      const at = `${Math.floor(start + ((end - start) * piece) / pieces)}-0`;
      const batch = await this.#next(last === "" || isBefore(last, at) ? at : `(${last}`, Math.min(PIECE, left));
      const newest = batch.at(-1);
      if (newest === undefined) return;
      yield batch;
      left -= batch.length;
      last = newest.id;
    }
  }

  async #next(from: string, most: number): Promise<readonly SourceEntry[]> {
    const began = performance.now();
    const batch = await this.#source.read(this.#key, from, Math.min(this.#count, most));
    const until = batch.findIndex(({ id }) => isBefore(this.#end, id));
    const size = batch.reduce((sum, { fields }) => sum + sizeOf(fields), 0);
    const fitting = Math.floor((REPLY_SIZE * batch.length) / Math.max(size, 1));
    this.#count = Math.max(1, Math.min(fitting, this.#count * 4, MOST_ENTRIES));
    await sleep(performance.now() - began);
    return until === -1 ? batch : batch.slice(0, until);
  }
}

function sizeOf(fields: SourceEntry["fields"]): number {
  return Object.entries(fields).reduce((sum, [field, value]) => sum + field.length + value.length, 0);
}

function isBefore(a: string, b: string): boolean {
  const [aTime = "0", aSequence = "0"] = a.split("-");
  const [bTime = "0", bSequence = "0"] = b.split("-");
  return aTime === bTime ? BigInt(aSequence) < BigInt(bSequence) : BigInt(aTime) < BigInt(bTime);
}

function millisecondsOf(id: string): number {
  return Number(id.split("-")[0]);
}
