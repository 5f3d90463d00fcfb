import { type Command, InvalidArgumentError } from "commander";
import type { ScanCommandOptions } from "./commands/scan.js";
import { onContracts, type Perform } from "./options.js";

export function addScanCommand(program: Command, perform: Perform): void {
  onContracts(program.command("scan"))
    .description("read streams of a Redis and show where their entries depart from the contracts; nothing is written")
    .argument("[streams...]", "streams to read")
    .option("--all", "read every stream of the topology, the dead letters too", false)
    .requiredOption("--redis <url>", "the Redis that holds the streams, for instance redis://127.0.0.1:6379")
    .option("--key-prefix <prefix>", "what stands before every key there", "")
    .option("--sample <entries>", "entries to read of each stream, spread over it", count, 10_000)
    .option("--whole", "read every entry", false)
    .action((streams: string[], options: ScanCommandOptions) =>
      perform(async (output) => (await import("./commands/scan.js")).scan(streams, options, output)),
    );
}

/** @throws {InvalidArgumentError} */
function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Give a whole number from 1.");
  return Number(text);
}
