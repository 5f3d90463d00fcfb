import { type DecisionEvent, type DeskEvent, type ExecutionEvent, type SignalEvent } from "./events.js";

export function isSignal(event: DeskEvent): event is SignalEvent {
  return event.type === "trading_signal";
}

/** One line about an event, for the log. */
export function describeEvent(event: DeskEvent): string {
  switch (event.type) {
    case "trading_signal":
      return `${event.data.symbol} at ${event.data.price}, rsi ${event.data.indicators.rsi}`;
    case "trading_decision":
      return `${event.data.action} ${event.data.quantity} ${event.data.symbol}`;
    case "trade_execution":
      return `${event.data.side} ${event.data.quantity} at ${event.data.fill_price}`;
    case "grade":
      return `${event.data.order_id}: ${event.data.score}`;
  }
}

/** The worst price that an order may have. */
export function worstPrice({ data }: DecisionEvent): number {
  if (data.limit_price !== undefined) return data.limit_price;
  const stop = data.risk_metrics?.atr_stop;
  return stop ?? data.price;
}

export function hasLimit(event: DecisionEvent): boolean {
  return "limit_price" in event.data && Object.hasOwn(event.data, "limit_price");
}

export function notional({ data: { quantity, fill_price: price } }: ExecutionEvent): number {
  return quantity * price;
}
