import { chain } from "./chain.js";
import type { Route } from "./history.js";

/** The groups of these agents, upstream first. */
export function routesOf(agents: readonly string[]): readonly Route[] {
  return chain.groups
    .filter(({ agent }) => agents.includes(agent))
    .map(({ stream, group, agent }) => ({
      stream,
      group,
      agent,
      publishes: chain.agents[agent as keyof typeof chain.agents].publishes,
    }));
}

/** The two agents that most stages run: one publishes two events for each, the other one. */
export const SPLITTER_AND_PASSER = ["Splitter", "Passer"] as const;
