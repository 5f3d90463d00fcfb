import type { Topology } from "../../topology.js";
import { analyseUsage } from "../../usage/analyse-usage.js";
import { baselineOf, changesSince, readBaseline, writeBaseline } from "../../usage/baseline.js";
import { findingLine, people, unseenLine, usageMarkdown, usagePicture } from "../../usage/report.js";
import type { Usage } from "../../usage/usage.js";
import { loadContracts } from "../load-contracts.js";
import type { ContractOptions } from "../options.js";
import { type ExitCode, type Output, table } from "../output.js";

export interface UsageCommandOptions extends ContractOptions {
  readonly project: string;
  readonly check?: string;
  readonly write?: string;
  readonly format: "text" | "markdown" | "mermaid";
  readonly elsewhere: readonly string[];
  readonly typescript: string;
}

/**
 * `handoff-contracts usage`: exit code 1 where something is at fault; with a baseline, where anything differs from it.
 */
export async function usage(options: UsageCommandOptions, output: Output): Promise<ExitCode> {
  const known = options.check === undefined ? undefined : await readBaseline(options.check);
  const contracts = await loadContracts(options.contracts);
  const { project: tsconfig, elsewhere, typescript } = options;
  const found = analyseUsage({ contracts, tsconfig, elsewhere, typescript });
  const baseline = baselineOf(found);
  if (options.write !== undefined) {
    await writeBaseline(options.write, baseline);
    output.notice(`Written: ${options.write}`);
  }
  const changes = known === undefined ? undefined : changesSince(known, baseline);
  if (options.json) output.json({ ...found, ...(changes === undefined ? {} : { changes }) });
  else if (contracts.topology !== undefined) output.answer(textOf(found, options, contracts.topology));
  if (changes !== undefined && !options.json) {
    const said = changes.length === 0 ? "As in the baseline." : `Changed since the baseline:\n${changes.join("\n")}`;
    // A page or a picture is the whole answer.
    if (options.format === "text") output.answer(`\n${said}`);
    else output.notice(said);
  }
  if (changes !== undefined) return changes.length > 0 ? 1 : 0;
  // What is written down is accepted.
  return options.write === undefined && found.findings.some(({ severity }) => severity === "fault") ? 1 : 0;
}

function textOf(found: Usage, { format }: UsageCommandOptions, topology: Topology): string {
  if (format === "markdown") return usageMarkdown(found, topology);
  if (format === "mermaid") return usagePicture(found, topology);
  const rows = found.fields.map(({ event, path, optional, writers, perhapsWriters, readers, perhapsReaders }) => [
    event,
    `${path}${optional ? "?" : ""}`,
    people(writers, perhapsWriters) || "-",
    people(readers, perhapsReaders) || "-",
  ]);
  return [
    ...table(["event", "field", "written by", "read by"], rows),
    "",
    ...(found.findings.length === 0 ? ["Nothing is wrong."] : found.findings.map(findingLine)),
    ...(found.unseen.length === 0 ? [] : ["", "Not seen:", ...found.unseen.map(unseenLine)]),
  ].join("\n");
}
