import { runProgram } from "@handoff/contracts/command-line";
import { createProgram } from "./program.js";

await runProgram(createProgram);
