import type { Command } from "commander";
import type { ExitCode, Output } from "./output.js";

/** Runs what a command does and sees to its exit code. */
export type Perform = (work: (output: Output) => Promise<ExitCode>) => Promise<void>;

/** What every command on contracts is given. */
export interface ContractOptions {
  readonly contracts: readonly string[];
  readonly json: boolean;
}

/** The options of a command that works on a project's contracts. */
export function onContracts(command: Command): Command {
  return command
    .option(
      "--contracts <module>",
      "module that exports the topology or the events, may be given again (default: handoff.contracts.js, .mjs or .ts, here or in src)",
      (module: string, others: readonly string[]) => [...others, module],
      [],
    )
    .option("--json", "print the answer as JSON", false);
}
