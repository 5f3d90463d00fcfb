import { Argument, type Command } from "commander";
import type { ExportOptions } from "./commands/export.js";
import { EXPORT_FORMS, type ExportForm } from "./export-forms.js";
import { onContracts, type Perform } from "./options.js";

export function addExportCommand(program: Command, perform: Perform): void {
  onContracts(program.command("export"))
    .description("write the contracts in a form that others read")
    .addArgument(new Argument("<form>", "what to write").choices(EXPORT_FORMS))
    .option("--out <file>", "write to this file instead of standard output")
    .option("--module <module>", "registry: module that code imports the registry from, as seen by the linter")
    .option("--name <name>", "registry: name that it is exported under")
    .action((form: ExportForm, options: ExportOptions) =>
      perform(async (output) => (await import("./commands/export.js")).exportContracts(form, options, output)),
    );
}
