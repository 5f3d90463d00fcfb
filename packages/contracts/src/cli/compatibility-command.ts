import { type Command, Option } from "commander";
import { CompatibilityMode } from "../compatibility/check.js";
import type { CheckOptions, SnapshotOptions } from "./commands/check.js";
import { onContracts, type Perform } from "./options.js";

const FOLDER = ["--dir <folder>", "folder of the committed snapshots", "contracts-snapshots"] as const;

export function addCheckCommand(program: Command, perform: Perform): void {
  onContracts(program.command("check"))
    .description("compare the events with every committed snapshot: can all that is written be read?")
    .option(...FOLDER)
    .addOption(
      new Option("--mode <mode>", "who must read whom")
        .choices(Object.values(CompatibilityMode))
        .default(CompatibilityMode.FULL_TRANSITIVE),
    )
    .action((options: CheckOptions) =>
      perform(async (output) => (await import("./commands/check.js")).check(options, output)),
    );
}

export function addSnapshotCommand(program: Command, perform: Perform): void {
  onContracts(program.command("snapshot"))
    .description("write a snapshot of each event and version that has none yet, to be committed")
    .option(...FOLDER)
    .action((options: SnapshotOptions) =>
      perform(async (output) => (await import("./commands/snapshot.js")).snapshot(options, output)),
    );
}
