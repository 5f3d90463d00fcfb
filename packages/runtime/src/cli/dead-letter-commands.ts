import type { Command } from "commander";
import type { DiscardOptions } from "./commands/dlq-discard.js";
import type { ListOptions } from "./commands/dlq-list.js";
import type { PurgeCommandOptions } from "./commands/dlq-purge.js";
import type { ReplayOptions } from "./commands/dlq-replay.js";
import type { ReplayAllCommandOptions } from "./commands/dlq-replay-all.js";
import type { TopologyOptions } from "./commands/store-options.js";
import { integer, onTopology, positive, type Run, timeOrAge } from "./options.js";

/** Adds `handoff dlq` and its commands. */
export function addDeadLetterCommands(program: Command, run: Run): void {
  const deadLetters = program.command("dlq").description("look at, replay and remove the events that were given up");

  filtering(onTopology(deadLetters.command("list")))
    .description("list dead letters, newest first; exit code 1 where there are any")
    .option("--resolved", "those that were replayed or discarded, instead of the open ones", false)
    .option("--limit <count>", "how many at most", integer, 50)
    .option("--before <place>", "the page after this place, as the page before it names it")
    .action((options: ListOptions) =>
      run(async (output) => (await import("./commands/dlq-list.js")).dlqList(options, output)),
    );

  onTopology(deadLetters.command("inspect"))
    .description(
      "show everything about a dead letter: its event as far as it can be decoded, its chain, what became of it",
    )
    .argument("<id>", "entry id of the dead letter, as dlq list has it")
    .action((id: string, options: TopologyOptions) =>
      run(async (output) => (await import("./commands/dlq-inspect.js")).dlqInspect(id, options, output)),
    );

  onTopology(deadLetters.command("replay"))
    .description("put events back on the streams they came from, each once however often it is asked")
    .argument("<ids...>", "entry ids of dead letters")
    .option("--dry-run", "only say what would be done", false)
    .action((ids: string[], options: ReplayOptions) =>
      run(async (output) => (await import("./commands/dlq-replay.js")).dlqReplay(ids, options, output)),
    );

  filtering(onTopology(deadLetters.command("replay-all")))
    .description("replay every dead letter that matches, oldest first")
    .option("--rate <count>", "how many a second at most", positive)
    .option("--dry-run", "only say what would be done", false)
    .action((options: ReplayAllCommandOptions) =>
      run(async (output) => (await import("./commands/dlq-replay-all.js")).dlqReplayAll(options, output)),
    );

  onTopology(deadLetters.command("discard"))
    .description("take dead letters off the list without replaying them")
    .argument("<ids...>", "entry ids of dead letters")
    .option("--yes", "do it: what is discarded can be looked at, but never replayed", false)
    .option("--dry-run", "only say what would be done", false)
    .action((ids: string[], options: DiscardOptions) =>
      run(async (output) => (await import("./commands/dlq-discard.js")).dlqDiscard(ids, options, output)),
    );

  filtering(onTopology(deadLetters.command("purge")))
    .description("remove dead letters for good; by default those that were replayed or discarded")
    .option("--open", "those that are open, instead of the resolved ones", false)
    .option("--older-than <age>", "only those given up longer ago, for instance 7d; the same as --until", timeOrAge)
    .option("--yes", "do it: nothing brings them back", false)
    .option("--dry-run", "only say how many it would be", false)
    .action((options: PurgeCommandOptions) =>
      run(async (output) => (await import("./commands/dlq-purge.js")).dlqPurge(options, output)),
    );
}

function filtering(command: Command): Command {
  return command
    .option("--agent <agent>", "only those that this agent gave up")
    .option("--code <code>", "only those with this error code")
    .option("--stream <stream>", "only those whose event came from this stream")
    .option("--type <type>", "only those whose event is of this type")
    .option(
      "--since <time>",
      "only those given up since then: an ISO 8601 time, or an age such as 15m, 2h or 7d",
      timeOrAge,
    )
    .option("--until <time>", "only those given up before then", timeOrAge);
}
