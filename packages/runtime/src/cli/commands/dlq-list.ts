import { FieldName, referenceTopology } from "@handoff/contracts";
import { DeadLetterQueue, type DeadLetterQuery, type ListedDeadLetter } from "../../dead-letter-queue.js";
import { openRedis } from "../open-store.js";
import { type ExitCode, type Output, table } from "../output.js";
import type { StoreOptions } from "./store-options.js";

/** `handoff dlq list`: exit code 1 where there are dead letters, so that a script can ask. */
export async function dlqList(options: StoreOptions & DeadLetterQuery, output: Output): Promise<ExitCode> {
  const { store, close } = await openRedis(options);
  try {
    const letters = await new DeadLetterQueue(store, referenceTopology.deadLetterStream).list(options);
    if (options.json) output.json(letters);
    else if (letters.length === 0) output.answer("No dead letters.");
    else {
      const header = ["ENTRY", "GIVEN UP", "AGENT", "FROM", "RETRIES", "CODE", "ERROR"];
      for (const line of table(header, letters.map(row))) output.answer(line);
      const last = letters.at(-1);
      if (letters.length === options.limit && last !== undefined) output.notice(`More: --before ${last.id}`);
    }
    return letters.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

function row(letter: ListedDeadLetter): (string | number)[] {
  if (!("record" in letter)) return [letter.id, "", "", "", "", "UNREADABLE", letter.unreadable];
  const {
    [FieldName.TIMESTAMP]: timestamp,
    [FieldName.AGENT]: agent = "",
    [FieldName.SOURCE_STREAM]: stream = "",
    [FieldName.ENTRY_ID]: entryId = "",
    [FieldName.RETRY_COUNT]: retryCount,
    [FieldName.ERROR_CODE]: code = "",
    [FieldName.ERROR]: error,
  } = letter.record;
  return [letter.id, timestamp, agent, `${stream} ${entryId}`.trim(), retryCount, code, error.split("\n")[0] ?? ""];
}
