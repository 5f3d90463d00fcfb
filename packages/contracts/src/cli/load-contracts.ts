import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type ContractSet, contractSetOf, type Export } from "../contract-set.js";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import { contractsHere } from "./contracts-here.js";

/**
 * Loads the contracts that modules export, in JavaScript or in TypeScript.
 *
 * @param modules Paths as seen from the working folder; none for its own: see {@link contractsHere}.
 * @throws {ToolError} `CONTRACTS_NOT_FOUND`, `CONTRACTS_UNLOADABLE`, and those of {@link contractSetOf}.
 */
export async function loadContracts(modules: readonly string[]): Promise<ContractSet> {
  const exported: Export[] = [];
  for (const module of modules.length > 0 ? modules : [defaultModule()]) exported.push(...(await exportsOf(module)));
  return contractSetOf(exported);
}

function defaultModule(): string {
  const found = contractsHere();
  if (found !== undefined) return found;
  throw new ToolError({
    code: ToolErrorCode.CONTRACTS_NOT_FOUND,
    place: process.cwd(),
    what: "There is no handoff.contracts.js, .mjs or .ts, here or in src.",
    remedy: "Write one that exports your topology or your events, or name a module: --contracts <module>.",
  });
}

async function exportsOf(module: string): Promise<readonly Export[]> {
  const path = resolve(module);
  if (!existsSync(path)) {
    throw new ToolError({
      code: ToolErrorCode.CONTRACTS_NOT_FOUND,
      place: module,
      what: "There is no such file.",
      remedy: "Give the path of a module that exports your topology or your events.",
    });
  }
  const { createJiti } = await import("jiti");
  const jiti = createJiti(import.meta.url, { fsCache: false, interopDefault: false, tsconfigPaths: true });
  try {
    const namespace = await silenced(() => jiti.import<Readonly<Record<string, unknown>>>(path));
    return Object.entries(namespace).map(([name, value]) => ({ place: `${module}, ${name}`, value }));
  } catch (error) {
    throw new ToolError(
      {
        code: ToolErrorCode.CONTRACTS_UNLOADABLE,
        place: module,
        what: `It cannot be loaded: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
        remedy: "Mend the module, so that importing it needs nothing but its own imports.",
      },
      { cause: error },
    );
  }
}

/** Whatever modules print while they are loaded is no part of the answer: it goes to standard error. */
async function silenced<T>(load: () => Promise<T>): Promise<T> {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await load();
  } finally {
    process.stdout.write = write;
  }
}
