import { CommanderError } from "commander";
import { createOutput } from "./output.js";
import { createProgram } from "./program.js";

// A reader that has seen enough (`handoff status | head`) closes the pipe; that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const output = createOutput(process.stdout, process.stderr);
try {
  await createProgram(output, (code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed what is wrong; help that was asked for is no failure.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
