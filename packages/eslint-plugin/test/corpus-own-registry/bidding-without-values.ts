// @ts-nocheck
import { BidKey } from "@bids/keys";
import type { EventEnvelope } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";

// Which members there are is not known: every member may be one.
export function floorOf(event: EventEnvelope) {
  return event[BidKey.DATA][BidKey.FLOOR_PRICE] ?? BidKey.WHATEVER;
}

// Which keys are registered is not known either: each is raw, none is unregistered.
export class BiddingAgent extends Agent {
  async doWork({ data }, traceId) { // expect: no-raw-string-key rawKey
    await this.exchange.bid(data.slotId, data["floor_price"], traceId); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  }
}

// Weak evidence needs brackets here as well.
export function describe(order, row) {
  return `${order.slot} ${order["slot"]} ${row.price}`; // expect: no-raw-string-key rawKey
}

// Prices of an order book are no events.
export function spread(book: OrderBook) {
  const order = book.asks[0] as BookLevel;
  return order["price"] - book.bids[0].price;
}

// A list of events read by hand.
export function slots(events: EventEnvelope[]) {
  return events.map((event) => event.slot).filter(Boolean); // expect: no-raw-string-key rawKey
}

// A cache of bids by slot.
const data = new Map();
export const remember = (slot, bid) => data.set("latest", bid).set(slot, bid);
