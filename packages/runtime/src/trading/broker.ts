/** A bracket order: an entry and, once it is filled, a stop, a target and a longest time. Prices are per unit. */
export interface Order {
  /** Client order id: the broker never trades one twice. */
  readonly id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** In units of the instrument, above 0. */
  readonly quantity: number;
  readonly type: "market" | "limit";
  /** The worst acceptable price of a limit order. */
  readonly limitPrice?: number;
  /** When the bar opened at whose close the order was decided, in milliseconds since the epoch. */
  readonly candleTime: number;
  /** Price when the order was decided. */
  readonly arrivalPrice: number;
  /** Stop price, on the losing side. */
  readonly stop: number;
  /** Distance of the target over distance of the stop: a ratio. */
  readonly rewardRisk: number;
  /** Kind of the signal behind the order. */
  readonly signalType: string;
}

/** What was traded on one side. */
export interface Fill {
  /** In units of the instrument. */
  readonly quantity: number;
  /** Average price, in quote currency per unit. */
  readonly price: number;
  /** In quote currency. */
  readonly fees: number;
  /** When the last part was filled, in milliseconds since the epoch. */
  readonly filledAt: number;
  /** From submission to the last part, in milliseconds. */
  readonly executionTimeMs: number;
}

/** What closes a position. */
export type ExitReason = "stop" | "target" | "time";

/** The fill that closed a position. */
export interface Exit extends Fill {
  readonly reason: ExitReason;
  /** The price that set the exit off: stop, target, or close of the last bar; in quote currency per unit. */
  readonly triggerPrice: number;
  /** Highest price while the position was certainly open, in quote currency per unit. */
  readonly highest: number;
  /** Lowest price while the position was certainly open, in quote currency per unit. */
  readonly lowest: number;
}

/** What became of an order. */
export type OrderResult =
  | {
      readonly kind: "filled";
      /** Less than what was ordered where the market was too thin: the rest is cancelled. */
      readonly entry: Fill;
      /** Absent while the position is open. */
      readonly exit?: Exit;
    }
  /** Nothing was traded and nothing will be; `reason` says why, for a person. */
  | { readonly kind: "expired"; readonly reason: string };

/**
 * Takes orders. Submitting an id again trades nothing and yields the first result. Look an order up before submitting
 * it: not every broker answers a repeated id with the first result, some refuse it.
 */
export interface Broker {
  /** What became of an order; `undefined` for an id that was never submitted. */
  find(orderId: string): Promise<OrderResult | undefined>;
  /**
   * Places an order.
   *
   * @throws {HandoffError} `IDEMPOTENCY_CONFLICT` where the id was submitted before with another content.
   */
  submit(order: Order): Promise<OrderResult>;
}
