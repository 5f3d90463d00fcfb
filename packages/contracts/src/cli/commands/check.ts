import { checkCompatibility, type CompatibilityMode } from "../../compatibility/check.js";
import type { Sampler } from "../../compatibility/containment.js";
import { findingText } from "../../compatibility/finding.js";
import { readSnapshots } from "../../compatibility/snapshot-folder.js";
import { loadContracts } from "../load-contracts.js";
import type { ContractOptions } from "../options.js";
import type { ExitCode, Output } from "../output.js";

export interface SnapshotOptions extends ContractOptions {
  readonly dir: string;
}

export interface CheckOptions extends SnapshotOptions {
  readonly mode: CompatibilityMode;
}

/** `handoff-contracts check`: every finding of the gate. */
export async function check({ contracts, dir, mode, json }: CheckOptions, output: Output): Promise<ExitCode> {
  const committed = await readSnapshots(dir);
  const set = await loadContracts(contracts);
  const sampler = await payloadSampler();
  if (sampler === undefined) {
    output.notice("fast-check is not installed: upcasters are not tried, and some findings stay unproven.");
  }
  const findings = checkCompatibility(set, committed, { mode, sampler });
  if (json) output.json({ mode, events: set.events.length, snapshots: committed.snapshots.length, findings });
  else if (findings.length > 0) output.answer(findings.map(findingText).join("\n\n"));
  else {
    output.answer(
      `All agree: ${String(set.events.length)} of events, ${String(committed.snapshots.length)} of snapshots (${mode}).`,
    );
  }
  return findings.length > 0 ? 1 : 0;
}

/** fast-check is an optional peer. */
async function payloadSampler(): Promise<Sampler | undefined> {
  try {
    return (await import("../../test-data/payload-sampler.js")).payloadSampler();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
