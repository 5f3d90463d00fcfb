import { ExecutionAgent } from "./agents/execution-agent.js";
import { GradeAgent } from "./agents/grade-agent.js";
import { LearningAgent } from "./agents/learning-agent.js";
import { ReasoningAgent } from "./agents/reasoning-agent.js";
import { createSurveillance } from "./agents/surveillance.js";
import type { AgentParts } from "./agents/agent.js";
import type { Broker } from "./broker/broker.js";
import { drain } from "./consume.js";
import { OrdersRepository } from "./db/orders-repository.js";
import type { Pool } from "./db/pg.js";
import { DeadLetters } from "./dead-letters.js";

/** Runs every agent until nothing is new. */
export async function runDesk(parts: AgentParts, broker: Broker, pool: Pool) {
  const { redis } = parts;
  const learning = new LearningAgent(parts);
  const execution = new ExecutionAgent(parts, broker, new OrdersRepository(pool));
  const surveillance = createSurveillance(redis, new DeadLetters(redis), parts.log);
  await drain(redis, "signals", "reasoning_agents", new ReasoningAgent(parts));
  await drain(redis, "decisions", "execution_agents", execution);
  await drain(redis, "executions", "grading_agents", new GradeAgent(parts));
  await drain(redis, "executions", "surveillance", {
    processEvent: (event) => surveillance.processEvent({ ...event, data: { ...event.data } }),
  });
  await drain(redis, "grades", "learning_agents", learning);
  return { learning, execution, alerts: surveillance.alerts };
}
