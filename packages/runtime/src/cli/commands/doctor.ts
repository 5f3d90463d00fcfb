import type { ExitCode, Output } from "@handoff/contracts/command-line";
import { openRedis } from "../open-store.js";
import { topologyOf } from "../topology-of.js";
import type { TopologyOptions } from "./store-options.js";

export interface DoctorOptions extends TopologyOptions {
  /** How long lags are watched, in seconds. */
  readonly watch: number;
  /** How long a consumer may be idle and count as alive, in seconds. */
  readonly deadAfter: number;
}

/** `handoff doctor`: exit code 1 where something is wrong; what could not be looked at is said, and no fault. */
export async function doctor(options: DoctorOptions, output: Output): Promise<ExitCode> {
  const { watch, deadAfter } = options;
  const topology = await topologyOf(options);
  const { diagnose, close } = await openRedis(options);
  try {
    if (watch > 0) output.progress(`Watching the groups for ${watch} s`);
    const findings = await diagnose({
      topology,
      watchMs: watch * 1_000,
      deadAfterMs: deadAfter * 1_000,
    });
    if (options.json) output.json({ findings });
    else if (findings.length === 0) output.answer("Nothing is wrong.");
    else for (const { code, what, remedy } of findings) output.answer(`${code}: ${what}\n  ${remedy}`);
    return findings.some(({ severity }) => severity === "fault") ? 1 : 0;
  } finally {
    await close();
  }
}
