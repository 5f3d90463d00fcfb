import { type ExitCode, type Output, table } from "@handoff/contracts/command-line";
import { AgentStateRegistry, type AgentState } from "../../agent-state-registry.js";
import type { StreamState } from "../../ports/event-store.js";
import { openRedis } from "../open-store.js";
import { topologyOf } from "../topology-of.js";
import type { TopologyOptions } from "./store-options.js";

/** `handoff status`: exit code 1 where a group of the topology is missing or an agent is stale. */
export async function status(options: TopologyOptions, output: Output): Promise<ExitCode> {
  const topology = await topologyOf(options);
  const { store, states, close } = await openRedis(options);
  try {
    const { streams, deadLetterStream, groups } = topology;
    const streamStates = await store.inspect([...Object.keys(streams), deadLetterStream]);
    const registry = new AgentStateRegistry(states);
    const known = new Map((await registry.list()).map((agent) => [agent.agentId, agent]));
    const unknown = await Promise.all(
      Object.keys(topology.agents)
        .filter((id) => !known.has(id))
        .map((id) => registry.get(id)),
    );
    const agents = [...known.values(), ...unknown];
    const missing = groups.filter(
      ({ stream, group }) =>
        !streamStates.some((state) => state.stream === stream && state.groups.some((one) => one.group === group)),
    );
    const partitions = "partitions" in store ? store.partitions.length : undefined;
    if (options.json) output.json({ streams: streamStates, agents, missingGroups: missing, partitions });
    else {
      for (const line of streamTable(streamStates)) output.answer(line);
      output.answer("");
      for (const line of agentTable(agents)) output.answer(line);
      if (partitions !== undefined) output.answer(`\nAll of it in ${partitions} partitions, together.`);
    }
    for (const { stream, group } of missing) {
      output.notice(`Group ${group} of ${stream} does not exist: no agent of it has run here.`);
    }
    return missing.length > 0 || agents.some(({ liveness }) => liveness === "stale") ? 1 : 0;
  } finally {
    await close();
  }
}

/** Streams and their groups for a person. */
export function streamTable(streams: readonly StreamState[]): string[] {
  const rows = streams.flatMap(({ stream, length, groups }) =>
    groups.length === 0
      ? [[stream, length, "-", "", "", ""]]
      : groups.map(({ group, lag, pending, consumers }) => [stream, length, group, lag, pending, consumers]),
  );
  return table(["STREAM", "ENTRIES", "GROUP", "LAG", "PENDING", "CONSUMERS"], rows);
}

/** Agents and their signs of life for a person. */
export function agentTable(agents: readonly AgentState[]): string[] {
  const time = (at: number | undefined): string => (at === undefined ? "-" : new Date(at).toISOString());
  return table(
    ["AGENT", "STATE", "EVENTS", "ERRORS", "LAST EVENT", "HEARTBEAT", "BREAKER"],
    agents.map(({ agentId, liveness, events, errors, lastEventAt, heartbeatAt, breaker }) => [
      agentId,
      liveness.replace("_", " "),
      events,
      errors,
      time(lastEventAt),
      time(heartbeatAt),
      breaker === undefined ? "-" : breaker.kind.replace("_", " "),
    ]),
  );
}
