import type { ExitCode, Output } from "./output.js";

/** A command line as it speaks of itself when something is wrong. */
export interface CommandLine {
  /** What stands before its messages: `handoff`. */
  readonly name: string;
  /** Whether a failure has a code and a remedy; anything else is a bug. */
  readonly isCoded: (error: unknown) => error is Error;
}

/** Runs a command; a coded failure is printed as one line and becomes exit code 2, anything else is a bug and shows its stack. */
export async function exitCodeOf(
  { name, isCoded }: CommandLine,
  output: Output,
  command: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await command();
  } catch (error) {
    output.notice(isCoded(error) ? `${name}: ${error.message}` : `${name}: ${describeBug(error)}`);
    return 2;
  }
}

function describeBug(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `unexpected failure, please report it.\n${detail}`;
}
