import { checkCompatibility } from "../../compatibility/check.js";
import { findingText } from "../../compatibility/finding.js";
import { CompatibilityRule } from "../../compatibility/rules.js";
import { readSnapshots, writeSnapshots } from "../../compatibility/snapshot-folder.js";
import { loadContracts } from "../load-contracts.js";
import type { ExitCode, Output } from "../output.js";
import type { SnapshotOptions } from "./check.js";

/** What keeps a snapshot from being written, since one is there that says something else. */
const IN_THE_WAY: ReadonlySet<CompatibilityRule> = new Set([
  CompatibilityRule.SCHEMA_CHANGED,
  CompatibilityRule.WORDING_CHANGED,
  CompatibilityRule.SNAPSHOT_EDITED,
]);

/** `handoff-contracts snapshot`: the names of the files that were written; a finding for each that would have to be another. */
export async function snapshot({ contracts, dir, json }: SnapshotOptions, output: Output): Promise<ExitCode> {
  const set = await loadContracts(contracts);
  const written = await writeSnapshots(dir, set);
  const findings = checkCompatibility(set, await readSnapshots(dir)).filter(({ rule }) => IN_THE_WAY.has(rule));
  if (json) output.json({ folder: dir, written, findings });
  else {
    output.answer(written.length > 0 ? `Written to ${dir}: ${written.join(", ")}` : "Nothing to write.");
    for (const each of findings) output.answer(`\n${findingText(each)}`);
  }
  return findings.length > 0 ? 1 : 0;
}
