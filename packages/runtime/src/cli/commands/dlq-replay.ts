import type { ExitCode, Output } from "@handoff/contracts/command-line";
import type { Replayed } from "../../dead-letters/replays.js";
import { withDeadLetters } from "./dead-letters.js";
import type { TopologyOptions } from "./store-options.js";

export type ReplayOptions = TopologyOptions & { readonly dryRun: boolean };

/** `handoff dlq replay <ids…>`: exit code 1 where one of them is neither replayed nor was replayed before. */
export function dlqReplay(ids: readonly string[], options: ReplayOptions, output: Output): Promise<ExitCode> {
  return withDeadLetters(options, async (queue) => {
    const results = await queue.replay(ids, options);
    if (options.json) output.json(results);
    else for (const result of results) output.answer(replayLine(result));
    return results.every(isReplayed) ? 0 : 1;
  });
}

/** What became of a replay, for a person. */
export function replayLine(result: Replayed): string {
  const { id } = result;
  switch (result.outcome) {
    case "replayed":
    case "would_replay": {
      const group = result.group === undefined ? "" : `, for ${result.group}`;
      return result.entryId === undefined
        ? `${id} would be replayed to ${result.stream}${group}`
        : `${id} replayed as ${result.stream} ${result.entryId}${group}`;
    }
    case "already_resolved": {
      const { at, replay } = result.resolution;
      const how = replay === undefined ? "discarded" : `replayed as ${replay.stream} ${replay.entryId}`;
      return `${id} was ${how} already, ${new Date(at).toISOString()}`;
    }
    case "not_found":
      return `${id} is not there: it never was, or it was purged`;
    case "refused":
      return `${id} cannot be replayed. ${result.reason}`;
  }
}

function isReplayed(result: Replayed): boolean {
  if (result.outcome === "already_resolved") return result.resolution.replay !== undefined;
  return result.outcome === "replayed" || result.outcome === "would_replay";
}
