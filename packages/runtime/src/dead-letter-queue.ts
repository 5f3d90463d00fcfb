import { ContractError, type DeadLetter, decodeDeadLetter, FieldName } from "@handoff/contracts";
import type { EventStore, StreamEntry } from "./ports/event-store.js";

/** One entry of the dead-letter stream: a record, or what is there instead of one. */
export type ListedDeadLetter =
  { readonly id: string; readonly record: DeadLetter } | { readonly id: string; readonly unreadable: string };

/** Which dead letters to list; without a filter all, newest first. */
export interface DeadLetterQuery {
  /** Only those that this agent gave up. */
  readonly agent?: string;
  /** Only those with this error code. */
  readonly code?: string;
  /** How many at most (default 50). */
  readonly limit?: number;
  /** Only those older than this entry id: the next page after the last one listed. */
  readonly before?: string;
}

const PAGE = 500;

/** The events that were given up. */
export class DeadLetterQueue {
  readonly #store: EventStore;
  readonly #stream: string;

  constructor(store: EventStore, deadLetterStream: string) {
    this.#store = store;
    this.#stream = deadLetterStream;
  }

  /** Dead letters, newest first. An entry that is none is listed as unreadable, never hidden. */
  async list({ agent, code, limit = 50, before }: DeadLetterQuery = {}): Promise<readonly ListedDeadLetter[]> {
    const found: ListedDeadLetter[] = [];
    let to = before === undefined ? "+" : `(${before}`;
    for (;;) {
      const page = await this.#store.range({ stream: this.#stream, from: "-", to, count: PAGE, reverse: true });
      for (const entry of page) {
        const listed = read(entry);
        if (!matches(listed, agent, code)) continue;
        found.push(listed);
        if (found.length === limit) return found;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return found;
      to = `(${last.id}`;
    }
  }
}

function read(entry: StreamEntry): ListedDeadLetter {
  try {
    return { id: entry.id, record: decodeDeadLetter(entry.fields) };
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return { id: entry.id, unreadable: error.message };
  }
}

function matches(listed: ListedDeadLetter, agent: string | undefined, code: string | undefined): boolean {
  if (!("record" in listed)) return agent === undefined && code === undefined;
  const { [FieldName.AGENT]: gaveUp, [FieldName.ERROR_CODE]: errorCode } = listed.record;
  return (agent === undefined || gaveUp === agent) && (code === undefined || errorCode === code);
}
