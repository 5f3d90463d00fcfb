import type { StateRegistry } from "../state-registry.js";

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** GET /status: what the desk's page shows. Its JSON is the page's own. */
export async function statusRoute(registry: StateRegistry, agents: readonly string[]): Promise<Reply> {
  const states = await Promise.all(agents.map((agent) => registry.read(agent)));
  const body = agents.map((agent, index) => ({
    agent,
    events: states[index]?.events ?? 0,
    error: !states[index],
  }));
  return {
    status: body.some(({ error }) => error) ? 503 : 200,
    body: JSON.stringify({ type: "status", data: body }),
  };
}
