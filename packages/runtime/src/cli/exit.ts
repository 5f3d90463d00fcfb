import { HandoffError } from "../errors.js";
import type { ExitCode, Output } from "./output.js";

/** Runs a command; a coded failure is printed as one line and becomes exit code 2, anything else is a bug and shows its stack. */
export async function exitCodeOf(output: Output, command: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await command();
  } catch (error) {
    output.notice(error instanceof HandoffError ? `handoff: ${error.message}` : describeBug(error));
    return 2;
  }
}

function describeBug(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `handoff: unexpected failure, please report it.\n${detail}`;
}
