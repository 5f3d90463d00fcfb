import { FieldName } from "@handoff/contracts";
import { type ExitCode, type Output, table } from "@handoff/contracts/command-line";
import type { DeadLetterQuery, ListedDeadLetter } from "../../dead-letters/dead-letter-queue.js";
import { withDeadLetters } from "./dead-letters.js";
import type { TopologyOptions } from "./store-options.js";

export type ListOptions = TopologyOptions & Omit<DeadLetterQuery, "state"> & { readonly resolved: boolean };

/** `handoff dlq list`: exit code 1 where there are dead letters, so that a script can ask. */
export function dlqList({ resolved, ...options }: ListOptions, output: Output): Promise<ExitCode> {
  return withDeadLetters(options, async (queue) => {
    const { letters, next } = await queue.list({ ...options, state: resolved ? "resolved" : "open" });
    if (options.json) output.json({ letters, ...(next === undefined ? {} : { next }) });
    else if (letters.length === 0) output.answer(resolved ? "No resolved dead letters." : "No dead letters.");
    else {
      const header = ["ENTRY", "GIVEN UP", "TIMES", "AGENT", "FROM", "RETRIES", "CODE", "ERROR"];
      const ends = resolved ? ["RESOLVED"] : [];
      const rows = letters.map((letter) => [...row(letter), ...(resolved ? [resolutionOf(letter)] : [])]);
      for (const line of table([...header, ...ends], rows)) output.answer(line);
      if (next !== undefined) output.notice(`More: --before ${next}`);
    }
    return letters.length === 0 ? 0 : 1;
  });
}

function row(letter: ListedDeadLetter): (string | number)[] {
  const { id, times } = letter;
  if (!("record" in letter)) return [id, "", times, "", "", "", "UNREADABLE", letter.unreadable];
  const {
    [FieldName.TIMESTAMP]: timestamp,
    [FieldName.AGENT]: agent = "",
    [FieldName.SOURCE_STREAM]: stream = "",
    [FieldName.ENTRY_ID]: entryId = "",
    [FieldName.RETRY_COUNT]: retryCount,
    [FieldName.ERROR_CODE]: code = "",
    [FieldName.ERROR]: error,
  } = letter.record;
  const from = `${stream} ${entryId}`.trim();
  return [id, timestamp, times, agent, from, retryCount, code, error.split("\n")[0] ?? ""];
}

function resolutionOf({ resolution }: ListedDeadLetter): string {
  if (resolution === undefined) return "";
  const { at, replay } = resolution;
  const how = replay === undefined ? "discarded" : `replayed as ${replay.stream} ${replay.entryId}`;
  return `${how}, ${new Date(at).toISOString()}`;
}
