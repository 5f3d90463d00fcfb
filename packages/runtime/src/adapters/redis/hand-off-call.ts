import type { HandOff, Settled } from "../../ports/event-store.js";
import { flatten } from "./entry-reply.js";
import { hopToPairs } from "./hop-record.js";
import type { Keys } from "./keys.js";
import type { ScriptCall } from "./redis-script.js";
import { handOffScript } from "./scripts/hand-off.js";

export interface HandOffCallOptions {
  readonly keys: Keys;
  readonly retentionMs: number;
  /** An earlier attempt of this very call may have arrived. */
  readonly repeated: boolean;
}

/** A hand-off as the script takes it. */
export function handOffCall(handOff: HandOff, { keys, retentionMs, repeated }: HandOffCallOptions): ScriptCall {
  const { stream, group, consumer, settlements, activity } = handOff;
  const outputStreams = settlements.flatMap(({ outputs }) => outputs.map((output) => output.stream));
  const streams = [...new Set([stream, ...outputStreams])];
  const places = new Map(streams.map((name, index) => [name, index + 1]));
  const settlementArgs = settlements.flatMap(({ entryId, outputs, hop }) => {
    // What tells this settlement, in this group, from any other that might come to the same trace id.
    const hopPairs = ["settles", JSON.stringify([stream, group, entryId]), ...hopToPairs(hop)];
    const outputArgs = outputs.flatMap((output) => {
      const pairs = flatten(output.fields);
      return [places.get(output.stream) ?? 0, pairs.length, ...pairs];
    });
    const parents = hop.parentTraceId === undefined ? 0 : 1;
    return [entryId, hop.traceId, parents, hopPairs.length, ...hopPairs, outputs.length, ...outputArgs];
  });
  return {
    script: handOffScript,
    keys: [
      ...streams.map((name) => keys.stream(name)),
      keys.agents,
      ...settlements.flatMap(({ hop }) => keys.ofHop(hop)),
    ],
    args: [
      group,
      consumer,
      retentionMs,
      Buffer.byteLength(keys.prefix),
      streams.length,
      Number(repeated),
      ...(activity === undefined
        ? [0, "", 0, 0, 0]
        : [1, activity.agentId, activity.events, activity.errors, activity.at]),
      ...settlementArgs,
    ],
  };
}

/** What the script says became of each settlement. */
export function settledOf({ settlements }: HandOff, reply: unknown): readonly Settled[] {
  const results = reply as [done: number, ...outputIds: string[]][];
  return settlements.map(({ entryId }, index) => {
    const [done, ...outputIds] = results[index] ?? [0];
    return { entryId, settled: done === 1, outputIds };
  });
}
