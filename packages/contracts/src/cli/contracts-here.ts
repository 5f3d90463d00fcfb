import { existsSync } from "node:fs";

const NAMES = ["handoff.contracts.js", "handoff.contracts.mjs", "handoff.contracts.ts"];

/** What is looked for in the working folder where no module is named, in this order. */
const DEFAULT_MODULES = [...NAMES, ...NAMES.map((name) => `src/${name}`)];

/** The module of contracts that the working folder has, if it has one. */
export function contractsHere(): string | undefined {
  return DEFAULT_MODULES.find((module) => existsSync(module));
}
