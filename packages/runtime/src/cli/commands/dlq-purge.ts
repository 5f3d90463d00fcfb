import type { ExitCode, Output } from "@handoff/contracts/command-line";
import type { DeadLetterFilter } from "../../dead-letters/letter-filter.js";
import { interruptible, requireYes, withDeadLetters } from "./dead-letters.js";
import type { TopologyOptions } from "./store-options.js";

export type PurgeCommandOptions = TopologyOptions &
  DeadLetterFilter & {
    readonly open: boolean;
    /** In milliseconds since the epoch, like `until`. */
    readonly olderThan?: number;
    readonly yes: boolean;
    readonly dryRun: boolean;
  };

/** How many are removed between two lines of progress. */
const PROGRESS_EVERY = 10_000;

/** `handoff dlq purge`: exit code 1 where it was interrupted. */
export async function dlqPurge(options: PurgeCommandOptions, output: Output): Promise<ExitCode> {
  requireYes("what is purged is gone for good", options);
  const { open, olderThan = Infinity, until = Infinity, dryRun, json, ...filter } = options;
  const state = open ? "open" : "resolved";
  const before = Math.min(olderThan, until);
  const query = { ...filter, state, ...(before === Infinity ? {} : { until: before }) } as const;
  return withDeadLetters(options, async (queue) =>
    interruptible(async (signal) => {
      let shown = 0;
      const purged = await queue.purge(query, {
        dryRun,
        signal,
        onProgress: (count) => {
          if (count < shown + PROGRESS_EVERY) return;
          shown = count;
          output.progress(`${String(count)} purged`);
        },
      });
      if (json) output.json({ purged, state, dryRun, aborted: signal.aborted });
      else output.answer(`${String(purged)} ${state} dead letters ${dryRun ? "would be purged" : "purged"}`);
      if (signal.aborted) output.notice("Interrupted: start it again to go on.");
      return signal.aborted ? 1 : 0;
    }),
  );
}
