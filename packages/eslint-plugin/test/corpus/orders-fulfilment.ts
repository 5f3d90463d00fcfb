// @ts-nocheck
import { type EventData, type EventEnvelope, FieldName, Stream } from "@handoff/contracts";
import _ from "lodash";
import { get as pluck } from "lodash-es";
import { defineAgent } from "@handoff/runtime";
import { Shop } from "./streams.js";

// The recommended way to write an agent: the runtime hands off, the handler works.
export const picker = defineAgent({
  name: "Picker",
  handle: async (event, ctx) => {
    const order = event[FieldName.DATA];
    await warehouse.pick(order[FieldName.SYMBOL], order[FieldName.QUANTITY], ctx.traceId);
  },
});

// The same with keys by hand, in a method of the definition.
export const packer = defineAgent({
  name: "Packer",
  async handle({ data }, ctx) { // expect: no-raw-string-key rawKey
    await warehouse.pack(data.order_id, data["quantity"], ctx.traceId); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  },
});

// A definition of something else has a `handle` as well; what a request holds is the sender's.
export const route = defineRoute({
  path: "/orders",
  handle: async (request) => orders.list(request.symbol, request.order["side"]),
});

// Lodash reads keys; a path is several keys in one string.
export function shippingOf(event: EventEnvelope) {
  const carrier = _.get(event, "agent"); // expect: no-raw-string-key rawKey
  const stop = pluck(event, "data.risk_metrics.atr_stop"); // expect: no-raw-string-key rawKey
  return _.has(event, FieldName.ERROR) ? undefined : [carrier, stop];
}

// Lodash over a shopping cart.
export function cartOf(cart) {
  return _.pick(_.get(cart, "lines[0].symbol"), ["symbol", "quantity"]);
}

// A builder promises a payload, so what it returns is one.
function shipped(parcel): EventData {
  return {
    symbol: parcel.sku, // expect: no-raw-string-key rawKey
    [FieldName.QUANTITY]: parcel.count,
    carrier: parcel.carrier, // expect: no-raw-string-key unregisteredKey
  };
}

// An arrow that promises one in a promise.
const returned = async (parcel): Promise<EventEnvelope> => ({
  [FieldName.TYPE]: "returned",
  data: { [FieldName.SYMBOL]: parcel.sku }, // expect: no-raw-string-key rawKey
});

// A cast to the contract, and `satisfies`.
export const samples = [
  { side: "left" } as EventData, // expect: no-raw-string-key rawKey
  { [FieldName.SYMBOL]: "SKU-1", quantity: 1 } satisfies EventData, // expect: no-raw-string-key rawKey
  { symbol: "SKU-2", quantity: 2 } satisfies CartLine,
];

// Legs of an order, mapped in value position.
export async function split(order, legs) {
  await shop.publish(Stream.DECISIONS, {
    [FieldName.TYPE]: "split",
    [FieldName.DATA]: legs.map((leg) => ({ symbol: leg.sku, [FieldName.QUANTITY]: leg.count })), // expect: no-raw-string-key rawKey
  });
}

// Spread parts of an object in a sink are part of it.
export async function ship(parcel) {
  const address = { symbol: parcel.sku }; // expect: no-raw-string-key rawKey
  await shop.publish(Stream.EXECUTIONS, { ...address, ...(parcel.gift ? { side: "gift" } : {}), [FieldName.TYPE]: "shipped" }); // expect: no-raw-string-key rawKey
}

// A field with a foreign type of its own, under a name of ours.
class Checkout {
  private order: StripeOrder;
  private position = new Map<string, number>();

  total() {
    return this.order["quantity"] * this.position.get("price");
  }
}

// A field declared with the contract's type, and one that is not declared at all.
class Tracker {
  private last?: EventEnvelope;

  accept(event) {
    this.order = event;
    return this.last?.side === this.order["side"] && this.order.symbol !== ""; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  }
}

// The registry's own object, read by a string: legal, though nobody needs it.
export const spelled = [FieldName["SYMBOL"], FieldName.QUANTITY];

// A member that the registry does not have, wherever it is spelt.
export const misspelt = FieldName.QUANTTIY; // expect: no-raw-string-key unknownMember

// Aliases of the registry.
const F = FieldName;
const { SYMBOL } = FieldName;
export const skuOf = (event: EventEnvelope) => event[F.DATA]?.[SYMBOL];

// An enum of the file that stands in for the registry, and one that is about something else.
enum Column {
  Symbol = "symbol",
  Carrier = "carrier",
}
const Panel = { LEFT: "left", RIGHT: "right" } as const;
export function cell(row: DbRow, panels) {
  return row[Column.Symbol] + panels[Panel.LEFT]; // expect: no-raw-string-key registryAlias
}
