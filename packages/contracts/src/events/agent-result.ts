import { z } from "zod";
import { type DataOf, defineEvent, type EventOf } from "../define-event.js";

/** The generic event of the protocol: what an agent found, in any form. */
export const agentResult = defineEvent({
  type: "agent_result",
  description: "An agent finished its work; the payload is any JSON object.",
  data: z.record(z.string(), z.json()).describe("Any JSON object"),
});

export type AgentResult = EventOf<typeof agentResult>;
export type AgentResultData = DataOf<typeof agentResult>;
