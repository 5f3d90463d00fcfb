import { ConsumerGroup, handoffStreamName } from "@handoff/contracts";
import type { RedisCommands } from "./redis/commands.js";
import type { DecisionData } from "./wire/index.js";

export const LIMITS_STREAM = handoffStreamName("risk", "limits");

/** Cuts a decision down to what is allowed. */
export function limited(decision: DecisionData, most: number): DecisionData {
  if (decision.quantity <= most) return decision;
  const cut = { ...decision, quantity: most } satisfies DecisionData;
  cut["reasoning"] += ` (cut from ${decision.quantity})`;
  return Object.assign(cut, {
    action: most === 0 ? ("hold" as const) : decision.action,
  });
}

export async function waiting(redis: RedisCommands): Promise<number> {
  const reply = await redis.xreadgroup("GROUP", ConsumerGroup.EXECUTION_AGENTS, "limits", "STREAMS", "decisions", ">");
  return reply?.length ?? 0;
}

/** Writes one column of a position, whichever it is. */
export async function adjust(redis: RedisCommands, symbol: string, column: string, amount: number): Promise<void> {
  await redis.xadd("executions", "*", "data", JSON.stringify({ symbol, [column]: amount }));
  await redis.hset(`position:${symbol}`, "symbol", symbol, column, amount);
}
