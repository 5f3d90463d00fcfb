/*
 * Order desk
 * Copyright 2024 The desk's authors. All rights reserved.
 */

import type { Broker } from "../broker/broker.js";
import { type DeskEvent, type ExecutionData, worstPrice } from "../wire/index.js";
import { Agent, type AgentParts } from "./agent.js";
import type { OrdersRepository } from "../db/orders-repository.js";

export class ExecutionAgent extends Agent {
  readonly agentId = "execution-agent";
  readonly #broker: Broker;
  readonly #orders: OrdersRepository;
  #last?: ExecutionData;

  constructor(parts: AgentParts, broker: Broker, orders: OrdersRepository) {
    super(parts);
    this.#broker = broker;
    this.#orders = orders;
  }

  protected override async doWork(event: DeskEvent, traceId: string): Promise<void> {
    if (event.type !== "trading_decision" || event.data.action === "hold") return;
    const { symbol, action: side, quantity, ...rest } = event.data;
    const fill = await this.#broker.submit({
      symbol,
      side,
      quantity,
      limit: worstPrice(event),
    });
    const data: ExecutionData = {
      order_id: fill.id,
      symbol,
      side,
      quantity: fill.filled,
      requested_quantity: quantity,
      fill_price: fill.average,
      arrival_price: rest.price,
      broker_fees: fill.fees,
    };
    this.#last = data;
    await this.#orders.save(data, rest.reasoning);
    await this.parts.redis.hset(`position:${symbol}`, {
      symbol,
      quantity: fill.filled,
      price: fill.average,
    });
    await this.send("executions", {
      type: "trade_execution",
      data,
      ...this.envelope(traceId),
    });
  }

  /** What the last order cost, fees included. */
  get lastCost(): number {
    return (this.#last?.fill_price ?? 0) * (this.#last?.quantity ?? 0) + (this.#last?.["broker_fees"] ?? 0);
  }
}
