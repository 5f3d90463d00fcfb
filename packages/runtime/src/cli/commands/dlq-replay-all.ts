import type { ExitCode, Output } from "@handoff/contracts/command-line";
import type { DeadLetterFilter } from "../../dead-letters/letter-filter.js";
import { interruptible, withDeadLetters } from "./dead-letters.js";
import { replayLine } from "./dlq-replay.js";
import type { TopologyOptions } from "./store-options.js";

export type ReplayAllCommandOptions = TopologyOptions &
  DeadLetterFilter & { readonly rate?: number; readonly dryRun: boolean };

/** `handoff dlq replay-all`: exit code 1 where some could not be replayed, or it was interrupted. */
export function dlqReplayAll(options: ReplayAllCommandOptions, output: Output): Promise<ExitCode> {
  const { rate, dryRun, json } = options;
  return withDeadLetters(options, async (queue) => {
    let shown = -1;
    const summary = await interruptible((signal) =>
      queue.replayAll(options, {
        dryRun,
        signal,
        ...(rate === undefined ? {} : { ratePerSecond: rate }),
        onProgress: ({ total, replayed, refused }) => {
          const done = replayed + refused;
          const tenth = Math.floor((done * 10) / Math.max(1, total));
          if (tenth !== shown) output.progress(`${String(done)} of ${String(total)} dead letters`);
          shown = tenth;
        },
      }),
    );
    if (json) output.json(summary);
    else {
      for (const refusal of summary.refusals) output.answer(replayLine(refusal));
      output.answer(
        `${String(summary.replayed)} ${dryRun ? "would be replayed" : "replayed"}, ${String(summary.refused)} refused`,
      );
    }
    if (summary.aborted) output.notice("Interrupted: the rest is where it was. Start it again to go on.");
    return summary.refused > 0 || summary.aborted ? 1 : 0;
  });
}
