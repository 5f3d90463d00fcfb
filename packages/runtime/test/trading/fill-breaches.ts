import type { Fill, Order } from "../../src/trading/broker.js";
import type { Candle } from "../../src/trading/candle.js";

/** What a fill may not do, and this one does. */
export function fillBreaches(fill: Fill, order: Order, bar: Candle): string[] {
  const breaches: string[] = [];
  if (fill.price > bar.high || fill.price < bar.low) breaches.push("outside the range of the bar");
  if (fill.quantity > bar.volume * 0.1) breaches.push("more than a tenth of the volume");
  if (fill.quantity > order.quantity) breaches.push("more than was ordered");
  if (!(fill.quantity > 0)) breaches.push("a fill of nothing");
  const { type, side, limitPrice } = order;
  if (type === "limit" && limitPrice !== undefined) {
    if (side === "buy" ? fill.price > limitPrice : fill.price < limitPrice) breaches.push("worse than the limit");
  }
  return breaches;
}
