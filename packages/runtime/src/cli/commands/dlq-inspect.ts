import { FieldName } from "@handoff/contracts";
import { type ExitCode, type Output, table } from "@handoff/contracts/command-line";
import type { InspectedDeadLetter } from "../../dead-letters/inspect-letter.js";
import type { Resolution } from "../../ports/dead-letter-store.js";
import { lineageLines } from "../lineage-lines.js";
import { withDeadLetters } from "./dead-letters.js";
import type { TopologyOptions } from "./store-options.js";

/** `handoff dlq inspect <id>`: exit code 1 where there is no dead letter with this id. */
export function dlqInspect(id: string, options: TopologyOptions, output: Output): Promise<ExitCode> {
  return withDeadLetters(options, async (queue) => {
    const letter = await queue.inspect(id);
    if (options.json) output.json(letter ?? null);
    if (letter === undefined) {
      output.notice(`There is no dead letter ${id}: it never was here, or it was purged.`);
      return 1;
    }
    if (!options.json) for (const line of linesOf(letter)) output.answer(line);
    return 0;
  });
}

function linesOf(letter: InspectedDeadLetter): string[] {
  const { id, state, record, fault, event, replay, resolution, earlier, lineage } = letter;
  const facts: [string, string | number][] = [
    ["dead letter", id],
    ["state", resolution === undefined ? state : became(resolution)],
  ];
  if (record !== undefined) {
    facts.push(
      ["given up", record[FieldName.TIMESTAMP]],
      ["agent", record[FieldName.AGENT] ?? "-"],
      ["group", record[FieldName.CONSUMER_GROUP] ?? "-"],
      ["from", `${record[FieldName.SOURCE_STREAM] ?? "-"} ${record[FieldName.ENTRY_ID] ?? ""}`.trim()],
      ["retries", record[FieldName.RETRY_COUNT]],
      ["code", record[FieldName.ERROR_CODE] ?? "-"],
      ["error", record[FieldName.ERROR]],
    );
  }
  facts.push(["replay", "refusal" in replay ? `not possible. ${replay.refusal}` : placeOf(replay)]);
  const lines = table(
    ["", ""],
    facts.map(([name, value]) => [name, String(value)]),
  ).slice(1);
  for (const one of earlier) lines.push(`earlier      ${one.id} ${became(one)}`);
  if (fault !== undefined) lines.push("", `Cannot be decoded: ${fault}`);
  lines.push("", "Event", ...JSON.stringify(event ?? eventAsItArrived(letter), null, 2).split("\n"));
  if (lineage !== undefined) lines.push("", "Chain", ...lineageLines(lineage));
  return lines;
}

function placeOf({ stream, group }: { readonly stream: string; readonly group?: string }): string {
  return group === undefined ? `to ${stream}` : `to ${stream}, for ${group}`;
}

function became({ at, replay }: Resolution): string {
  const how = replay === undefined ? "discarded" : `replayed as ${replay.stream} ${replay.entryId}`;
  return `${how}, ${new Date(at).toISOString()}`;
}

/** What failed, or where even that cannot be told, the entry itself. */
function eventAsItArrived({ record, fields }: InspectedDeadLetter): unknown {
  return record?.[FieldName.FAILED_EVENT] ?? fields;
}
