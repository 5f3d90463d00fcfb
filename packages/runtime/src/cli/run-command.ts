import { type Command, Option } from "commander";
import type { RunOptions } from "./commands/run.js";
import { duration, integer, perhapsOnRedis, type Run } from "./options.js";

/** Adds `handoff run`. */
export function addRunCommand(program: Command, run: Run): void {
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
    .option("--max-event-bytes <count>", "the largest event that is taken and published (default: 1048576)", integer)
    .option(
      "--keep-newest <count>",
      "entries of a stream that stay in any case, when those that every group is done with are removed now and then (default, with --keep-for: 10000)",
      integer,
    )
    .option(
      "--keep-for <duration>",
      "how old an entry is at least when it is removed so, for instance 90s, 15m, 2h or 7d (default, with --keep-newest: 7d)",
      duration,
    )
    .option("--replicas <count>", "accept an event only once so many replicas have it", integer)
    .option("--replicas-within <ms>", "how long replicas may take (default, with --replicas: 500)", integer)
    .option("--metrics-port <port>", "serve Prometheus metrics on this port while it runs; 0 takes any", integer)
    .option("--metrics-host <address>", "address to serve them on; 0.0.0.0 lets other machines read them", "127.0.0.1")
    .addOption(
      new Option("--log-level <level>", "least level of the log lines on standard error")
        .choices(["debug", "info", "warning", "error", "silent"])
        .default("info"),
    )
    .option("--json", "print the summary as JSON", false)
    .action((agents: string[], options: RunOptions) =>
      run(async (output) => (await import("./commands/run.js")).run(agents, options, output)),
    );
}
