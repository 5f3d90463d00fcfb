import { type CommandLine, type ExitCode, exitCodeOf, type Output, ToolError } from "@handoff/contracts/command-line";
import { Command, Option } from "commander";
import { HandoffError } from "../errors.js";
import { addDeadLetterCommands } from "./dead-letter-commands.js";
import { integer, onRedis, onTopology, perhapsOnRedis } from "./options.js";
import type { DoctorOptions } from "./commands/doctor.js";
import type { RunOptions } from "./commands/run.js";
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

  perhapsOnRedis(
    program
      .command("run")
      .description("run the reference agents over recorded candles; without --redis everything stays in this process")
      .argument("[agents...]", "agents to run in this process (default: all)")
      .requiredOption("--candles <file>", "candles to replay: a .csv or .json file, or a quoted glob of them")
      .requiredOption("--symbol <symbol>", "instrument the candles are of, for instance BTC/USDT")
      .addOption(
        new Option("--calendar <calendar>", "when the instrument trades; by default told from the symbol").choices([
          "continuous",
          "sessions",
        ]),
      ),
  )
    .option(
      "--partitions <count>",
      "spread the instruments over so many partitions: on a Redis Cluster, of which the URL may name any server, or on one Redis",
      integer,
    )
    .option(
      "--run-id <id>",
      "name of the run: a run that was interrupted goes on under the same name (default: random)",
    )
    .addOption(
      new Option("--start-from <where>", "where a new consumer group starts: $ at new entries, 0 at the first one")
        .choices(["$", "0"])
        .default("$"),
    )
    .option("--retries <count>", "retries before an event goes to the dead letters", integer, 3)
    .option("--metrics-port <port>", "serve Prometheus metrics on this port while it runs; 0 takes any", integer)
    .option("--metrics-host <address>", "address to serve them on; 0.0.0.0 lets other machines read them", "127.0.0.1")
    .addOption(
      new Option("--log-level <level>", "least level of the log lines on standard error")
        .choices(["debug", "info", "warning", "error", "silent"])
        .default("info"),
    )
    .option("--json", "print the summary as JSON", false)
    .action((agents: string[], options: RunOptions) =>
      finishing(output, finish, async () => (await import("./commands/run.js")).run(agents, options, output)),
    );

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
