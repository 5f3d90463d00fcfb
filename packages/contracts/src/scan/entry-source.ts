import type { EntryFields } from "../codec.js";

/** One entry of a stream. */
export interface SourceEntry {
  /** `<milliseconds>-<sequence>` */
  readonly id: string;
  readonly fields: EntryFields;
}

/** Where entries are read from. Nothing here writes. */
export interface EntrySource {
  /** What a key holds, as Redis names it: `stream`, `list`, …; `none` where there is none. */
  typeOf(stream: string): Promise<string>;
  /** How many entries a stream has. */
  lengthOf(stream: string): Promise<number>;
  /** The newest entry of a stream. */
  newest(stream: string): Promise<SourceEntry | undefined>;
  /** Up to `count` entries in order, from an id on (`-` for the first; `(<id>` for what follows it). */
  read(stream: string, from: string, count: number): Promise<readonly SourceEntry[]>;
  close(): void;
}
