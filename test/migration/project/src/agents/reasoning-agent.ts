import type { DecisionData, DeskEvent, SignalEvent } from "../wire/index.js";
import { isSignal } from "../wire/index.js";
import { Agent } from "./agent.js";

const DECISIONS = "decisions";

export class ReasoningAgent extends Agent {
  readonly agentId = "reasoning-agent";

  protected override async doWork(event: DeskEvent, traceId: string): Promise<void> {
    if (!isSignal(event)) return;
    const { symbol, price, confidence = 0 } = event.data;
    const action = this.#actionFor(event);
    const decision: DecisionData = {
      symbol,
      action,
      quantity: action === "hold" ? 0 : 2,
      price,
      reasoning: `rsi ${event.data.indicators.rsi}, confidence ${confidence.toFixed(2)}`,
      ...(action !== "hold" && { risk_metrics: this.#risk(event, action) }),
    };
    if (confidence > 0.9) decision.limit_price = action === "buy" ? price + 1 : price - 1;
    await this.send(DECISIONS, {
      type: "trading_decision",
      data: decision,
      ...this.envelope(traceId),
    });
    await this.parts.redis.hincrby("counts", "decisions", 1);
  }

  #actionFor({ data: { indicators, confidence } }: SignalEvent): DecisionData["action"] {
    if (confidence < 0.3) return "hold";
    return indicators.rsi > 50 ? "sell" : "buy";
  }

  #risk({ data }: SignalEvent, action: "buy" | "sell"): NonNullable<DecisionData["risk_metrics"]> {
    const distance = data.indicators.atr * 2;
    return {
      atr_stop: action === "buy" ? data.price - distance : data.price + distance,
      rr_ratio: 2,
    };
  }
}
