import { Command } from "commander";
import { ToolError } from "../tool-error.js";
import { type CommandLine, exitCodeOf } from "./exit.js";
import { addCheckCommand, addSnapshotCommand } from "./compatibility-command.js";
import { addExportCommand } from "./export-command.js";
import type { Perform } from "./options.js";
import type { ExitCode, Output } from "./output.js";
import { addScanCommand } from "./scan-command.js";
import { addUsageCommand } from "./usage-command.js";

const COMMAND_LINE: CommandLine = {
  name: "handoff-contracts",
  isCoded: (error): error is ToolError => error instanceof ToolError,
};

/** The command line. Commands load their modules only when they run, so that help is instant. */
export function createProgram(output: Output, finish: (code: ExitCode) => void): Command {
  const program = new Command("handoff-contracts")
    .description("Keeps producers and consumers of events in step: works on the contracts of a project.")
    .showHelpAfterError("(add --help for the options)")
    .exitOverride();
  const perform: Perform = async (work) => finish(await exitCodeOf(COMMAND_LINE, output, () => work(output)));

  addExportCommand(program, perform);
  addScanCommand(program, perform);
  addSnapshotCommand(program, perform);
  addCheckCommand(program, perform);
  addUsageCommand(program, perform);

  return program;
}
