import { type Command, Option } from "commander";
import type { UsageCommandOptions } from "./commands/usage.js";
import { onContracts, type Perform } from "./options.js";

export function addUsageCommand(program: Command, perform: Perform): void {
  onContracts(program.command("usage"))
    .description(
      "show which agents of a TypeScript project write and read each field of the topology's events; tests are left out",
    )
    .option("--project <tsconfig>", "tsconfig that holds the sources of the agents", "tsconfig.json")
    .option("--check <baseline>", "compare with a committed baseline: any change is a finding, what it knows is none")
    .option("--write <baseline>", "write the baseline, to be committed: what there is is accepted")
    .addOption(
      new Option("--format <format>", "of the answer").choices(["text", "markdown", "mermaid"]).default("text"),
    )
    .option(
      "--elsewhere <agent>",
      "agent that another project implements, may be given again",
      (agent: string, others: readonly string[]) => [...others, agent],
      [],
    )
    .option("--typescript <package>", "package with TypeScript's API, found from the project", "typescript")
    .action((options: UsageCommandOptions) =>
      perform(async (output) => (await import("./commands/usage.js")).usage(options, output)),
    );
}
