import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { Topology } from "../topology.js";
import { contractsHere } from "./contracts-here.js";

/**
 * The topology that a module exports; without a name, that of the working folder's contracts, and `undefined` where it has
 * none. What reads modules is only loaded where there is one.
 *
 * @param named Path as seen from the working folder.
 * @throws {ToolError} `CONTRACTS_NOT_FOUND`, also where there are events and no topology, and those of `loadContracts`.
 */
export async function loadTopology(named: string | undefined): Promise<Topology | undefined> {
  const module = named ?? contractsHere();
  if (module === undefined) return undefined;
  const { loadContracts } = await import("./load-contracts.js");
  const { topology } = await loadContracts([module]);
  if (topology !== undefined) return topology;
  throw new ToolError({
    code: ToolErrorCode.CONTRACTS_NOT_FOUND,
    place: module,
    what: "It exports events and no topology.",
    remedy: "Export what defineTopology made, or name the module that does: --contracts <module>.",
  });
}
