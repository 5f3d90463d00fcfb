import type { Command } from "commander";
import { createOutput, type ExitCode, type Output } from "./output.js";

/** Runs a command line on this process: its arguments, its streams, its exit code. */
export async function runProgram(create: (output: Output, finish: (code: ExitCode) => void) => Command): Promise<void> {
  // A reader that has seen enough (`handoff status | head`) closes the pipe; that is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  try {
    await create(createOutput(process.stdout, process.stderr), (code) => {
      process.exitCode = code;
    }).parseAsync();
  } catch (error) {
    const said = exitOfCommander(error);
    if (said === undefined) throw error;
    // Commander has printed what is wrong; help that was asked for is no failure.
    process.exitCode = said === 0 ? 0 : 2;
  }
}

/** The program may be made with another copy of commander than ours, so its errors are known by their form. */
function exitOfCommander(error: unknown): number | undefined {
  const { code, exitCode } = Object(error) as { readonly code?: unknown; readonly exitCode?: number };
  return typeof code === "string" && code.startsWith("commander.") ? exitCode : undefined;
}
