import type { ExitCode, Output } from "@handoff/contracts/command-line";
import type { Discarded } from "../../dead-letters/replays.js";
import { requireYes, withDeadLetters } from "./dead-letters.js";
import { replayLine } from "./dlq-replay.js";
import type { TopologyOptions } from "./store-options.js";

export type DiscardOptions = TopologyOptions & { readonly yes: boolean; readonly dryRun: boolean };

/** `handoff dlq discard <ids…>`: exit code 1 where one of them is neither discarded nor was discarded before. */
export async function dlqDiscard(ids: readonly string[], options: DiscardOptions, output: Output): Promise<ExitCode> {
  requireYes("what is discarded can never be replayed", options);
  return withDeadLetters(options, async (queue) => {
    const results = await queue.discard(ids, options);
    if (options.json) output.json(results);
    else for (const result of results) output.answer(discardLine(result));
    return results.every(isDiscarded) ? 0 : 1;
  });
}

function discardLine(result: Discarded): string {
  switch (result.outcome) {
    case "discarded":
      return `${result.id} discarded`;
    case "would_discard":
      return `${result.id} would be discarded`;
    case "already_resolved":
    case "not_found":
      return replayLine(result);
  }
}

function isDiscarded(result: Discarded): boolean {
  if (result.outcome === "already_resolved") return result.resolution.replay === undefined;
  return result.outcome !== "not_found";
}
