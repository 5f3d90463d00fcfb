import { type CommandLine, type ExitCode, exitCodeOf, type Output, ToolError } from "@handoff/contracts/command-line";
import { Command } from "commander";
import { HandoffError } from "../errors.js";
import { addDeadLetterCommands } from "./dead-letter-commands.js";
import { integer, onRedis, onTopology } from "./options.js";
import { addRunCommand } from "./run-command.js";
import type { DoctorOptions } from "./commands/doctor.js";
import type { StoreOptions, TopologyOptions } from "./commands/store-options.js";

type Finish = (code: ExitCode) => void;

const COMMAND_LINE: CommandLine = {
  name: "handoff",
  isCoded: (error): error is HandoffError | ToolError => error instanceof HandoffError || error instanceof ToolError,
};

/** The command line. Commands load their modules only when they run, so that help is instant. */
export function createProgram(output: Output, finish: Finish): Command {
  const program = new Command("handoff")
    .description("Runs chains of agents over Redis Streams, or in process, and shows what became of their events.")
    .showHelpAfterError("(add --help for the options)")
    .exitOverride();

  addRunCommand(program, (command) => finishing(output, finish, () => command(output)));

  onTopology(program.command("status"))
    .description("show streams, consumer groups and agents")
    .action((options: TopologyOptions) =>
      finishing(output, finish, async () => (await import("./commands/status.js")).status(options, output)),
    );

  onTopology(program.command("streams"))
    .description("show streams in detail: what waits, what is pending and for how long, what every group is done with")
    .action((options: TopologyOptions) =>
      finishing(output, finish, async () => (await import("./commands/streams.js")).streams(options, output)),
    );

  onTopology(program.command("doctor"))
    .description("look for what is wrong with the server, its settings, the streams and the consumer groups")
    .option("--watch <seconds>", "how long to watch whether groups fall behind", integer, 2)
    .option("--dead-after <seconds>", "how long a consumer may be idle and count as alive", integer, 60)
    .action((options: DoctorOptions) =>
      finishing(output, finish, async () => (await import("./commands/doctor.js")).doctor(options, output)),
    );

  onRedis(program.command("trace"))
    .description("show the chain of an event, back to its origin and forward to everything it caused")
    .argument("<trace-id>", "trace id of any hop of the chain")
    .action((traceId: string, options: StoreOptions) =>
      finishing(output, finish, async () => (await import("./commands/trace.js")).trace(traceId, options, output)),
    );

  addDeadLetterCommands(program, (command) => finishing(output, finish, () => command(output)));

  return program;
}

async function finishing(output: Output, finish: Finish, command: () => Promise<ExitCode>): Promise<void> {
  finish(await exitCodeOf(COMMAND_LINE, output, command));
}
