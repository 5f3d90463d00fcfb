import { referenceTopology, type Topology } from "@handoff/contracts";
import { loadTopology } from "@handoff/contracts/command-line";
import type { TopologyOptions } from "./commands/store-options.js";

/**
 * The topology whose streams a command looks at.
 *
 * @throws {ToolError} where the module that exports it is not there, or does not.
 */
export async function topologyOf({ contracts }: Pick<TopologyOptions, "contracts">): Promise<Topology> {
  return (await loadTopology(contracts)) ?? referenceTopology;
}
