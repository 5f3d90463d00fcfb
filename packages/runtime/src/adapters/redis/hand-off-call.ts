import type { HandOff, Settled } from "../../ports/event-store.js";
import { compareIds } from "../entry-id.js";
import { flatten } from "./entry-reply.js";
import { hopHead, recordPart } from "./hop-record.js";
import type { Keys } from "./keys.js";
import { tooLarge } from "./largest-argument.js";
import type { LineagePlace } from "./redis-lineage.js";
import type { ScriptCall } from "./redis-script.js";
import { handOffScript } from "./scripts/hand-off.js";

/** A hand-off as the script takes it, without what differs from attempt to attempt. */
export function handOffCall(handOff: HandOff, keys: Keys, lineage: LineagePlace): (repeated: boolean) => ScriptCall {
  const { stream, group, consumer, settlements, activity } = handOff;
  const streams = [stream];
  const places = new Map([[stream, 1]]);
  let [lowest, highest] = [settlements[0]?.entryId ?? "0-0", settlements[0]?.entryId ?? "0-0"];
  const packed = settlements.map(({ entryId, outputs, hop }) => {
    if (compareIds(entryId, lowest) < 0) lowest = entryId;
    if (compareIds(entryId, highest) > 0) highest = entryId;
    const added = outputs.map((output) => {
      if (!places.has(output.stream)) places.set(output.stream, streams.push(output.stream));
      return [places.get(output.stream), flatten(output.fields)];
    });
    return [entryId, hop.traceId, hop.parentTraceId ?? "", hopHead(hop, group), added];
  });
  const report =
    activity === undefined ? [0, "", 0, 0, 0] : [1, activity.agentId, activity.events, activity.errors, activity.at];
  const names = streams.map(recordPart);
  const batch = jsonText(packed, `a hand-off from ${stream}`);
  return (repeated) => ({
    script: handOffScript,
    keys: [...streams.map((name) => keys.stream(name)), keys.agents, ...lineage.keys, keys.checkpoints(stream)],
    args: [
      group,
      consumer,
      lowest,
      highest,
      streams.length,
      Number(repeated),
      ...report,
      ...lineage.args,
      batch,
      ...names,
    ],
  });
}

/**
 * JSON as Redis reads it: half a surrogate pair, which no server can hold, is the character that stands for it.
 *
 * @throws {HandoffError} `BATCH_TOO_LARGE` where no text can be as long.
 */
function jsonText(value: unknown, subject: string): string {
  try {
    const text = JSON.stringify(value);
    if (!text.includes("\\ud")) return text;
    return JSON.stringify(value, (_key, part: unknown) =>
      typeof part === "string" ? part.replace(/\p{Cs}/gu, "\uFFFD") : part,
    );
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(`${subject} is longer than a text can be`);
    throw error;
  }
}

/** What the script says became of each settlement. */
export function settledOf({ settlements }: HandOff, reply: unknown): readonly Settled[] {
  const results = reply as [done: number, ...outputIds: string[]][];
  return settlements.map(({ entryId }, index) => {
    const [done, ...outputIds] = results[index] ?? [0];
    return { entryId, settled: done === 1, outputIds };
  });
}
