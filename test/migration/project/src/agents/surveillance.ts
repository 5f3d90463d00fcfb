import { randomUUID } from "node:crypto";
import type { DeadLetters } from "../dead-letters.js";
import type { Logger } from "../log.js";
import type { RedisCommands } from "../redis/commands.js";
import type { EventEnvelope } from "../wire/events.js";

type Alert = { level: string; symbol?: string };

/** Looks at fills that came out badly. An agent without a class, written on a Friday. */
export function createSurveillance(redis: RedisCommands, deadLetters: DeadLetters, log: Logger) {
  const alerts: Alert[] = [];

  async function processEvent(event: EventEnvelope): Promise<void> {
    const traceId = randomUUID();
    log.info("surveillance", { incoming: event["trace_id"], traceId });
    try {
      const alert = inspect(event);
      if (alert === undefined) return;
      alerts.push(alert);
      await redis.xadd("audit", "*", "type", "agent_result", "data", JSON.stringify({ ...alert }), "trace_id", traceId);
    } catch (error) {
      await deadLetters.add(event, error);
    }
  }

  function inspect(event: EventEnvelope): Alert | undefined {
    const data = event.data;
    if (data["side"] === undefined || !("fill_price" in data)) return undefined;
    const cost = Number(data.fill_price) - Number(data?.["arrival_price"]);
    return cost > 5 ? { level: "high", symbol: String(data.symbol) } : undefined;
  }

  return { processEvent, alerts };
}
