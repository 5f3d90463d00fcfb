import { randomUUID } from "node:crypto";
import { FieldName as F } from "@handoff/contracts";
import type { Logger } from "../log.js";
import type { RedisCommands } from "../redis/commands.js";

/** Watches exposure. The first agent that somebody began to move to the registry, and left half done. */
export class RiskAgent {
  readonly agentId = "risk-agent";
  readonly exposure = new Map<string, number>();

  constructor(
    private readonly redis: RedisCommands,
    private readonly log: Logger,
  ) {}

  async processEvent(event: any): Promise<void> {
    const traceId = event[F.TRACE_ID] ?? randomUUID();
    const { data, type } = event;
    if (type !== "trade_execution") return;
    try {
      const breach = this.#add(data);
      this.log.info("exposure", { symbol: data.symbol, traceId });
      if (!breach) return;
      await this.redis.xadd(
        "decisions",
        "*",
        F.TYPE,
        "trading_decision",
        "data",
        this.#stop(data),
        F.TRACE_ID,
        traceId,
      );
    } catch (error) {
      this.log.info("could not add", { error });
    }
  }

  #add({ symbol, side = "buy", quantity }: { symbol: string; side?: string; quantity: number }): boolean {
    const sum = (this.exposure.get(symbol) ?? 0) + (side === "buy" ? quantity : -quantity);
    this.exposure.set(symbol, sum);
    return sum > 5;
  }

  #stop(data: any): string {
    const { fill_price: price, ...others } = data;
    const out: Record<string, unknown> = {
      symbol: others.symbol,
      action: "hold",
      quantity: 0,
      price,
    };
    out.reasoning = `exposure of ${data["symbol"]}`;
    return JSON.stringify(out);
  }
}
