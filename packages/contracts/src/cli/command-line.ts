/** What our command lines have in common; an entry of the package for our own packages. */
export { type CommandLine, exitCodeOf } from "./exit.js";
export { loadTopology } from "./load-topology.js";
export { createOutput, type ExitCode, type Output, table } from "./output.js";
export { runProgram } from "./run-program.js";
export { ToolError } from "../tool-error.js";
