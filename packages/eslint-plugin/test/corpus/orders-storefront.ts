// @ts-nocheck
import { FieldName } from "@handoff/contracts";
import { configureStore, createSlice, type PayloadAction } from "@reduxjs/toolkit";
import { initTRPC } from "@trpc/server";
import type { Payload } from "./tokens.js";

// A payload imported from elsewhere is of the elsewhere: the word is too common.
export function claims(payload: Payload) {
  return [payload["type"], payload.sub, payload.timestamp];
}

// A local type by a name of its own speaks against the variable's.
interface Reservation {
  readonly symbol: string;
}
export function reserve(payload: Reservation) {
  return payload["symbol"];
}

// A reducer under a weak name.
const slice = createSlice({
  name: "order",
  initialState: { order: "asc", position: 0 },
  reducers: {
    sorted: (state, { payload }: PayloadAction<string>) => {
      state.order = payload;
    },
    moved: (state, action) => {
      state["position"] = action.payload.position;
    },
  },
});

// Without any type the bracket is suspicious.
export function label(order) {
  if (!("symbol" in order)) return "?"; // expect: no-raw-string-key rawKey
  return order["symbol"] ?? order.symbol; // expect: no-raw-string-key rawKey
}

// A parameter of unknown type, narrowed by hand.
export function isOrder(data: unknown) {
  return typeof data === "object" && data !== null && Object.hasOwn(data, "order_id"); // expect: no-raw-string-key rawKey
}

// Sorting: an order that is a direction.
export function sorted(products: Product[], order: "asc" | "desc") {
  return products.toSorted((a, b) => (order === "asc" ? a.price - b.price : b.price - a.price));
}

// A Map of carts under a weak name: annotated as one it may hold fields, initialised as one it is a container.
const data = new Map<string, Cart>();
export const carts = { get: () => data.get("price"), add: (cart: Cart) => data.set("symbol", cart) };
export function fieldOf(fields: Map<string, string>) {
  return fields.get("symbol"); // expect: no-raw-string-key rawKey
}

// An enum as a tRPC input; procedures hand over what zod saw.
export const router = initTRPC.create().router({
  add: procedure.input(cartLine).mutation(({ input }) => carts.add({ symbol: input.symbol, price: input["price"] })),
});

// A cast to a foreign type takes the suspicion away, one to a dictionary does not.
export function adapt(order) {
  const foreign = (order as ShopifyOrder)["symbol"];
  const plain = (order as Record<string, unknown>)["symbol"]; // expect: no-raw-string-key rawKey
  return foreign ?? plain;
}

// Snake case counts as camel case does; plurals do not.
export function oldNames(order_row, raw_event, orders, lastOrder) {
  const known = [order_row["symbol"], raw_event["side"]]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  return [...known, orders["symbol"], lastOrder["price"]]; // expect: no-raw-string-key rawKey
}

// The fields of a message by the message queue of another vendor, declared external by a line comment.
// handoff-external
export function onSqs(message) {
  return [message["type"], message["data"]["symbol"], message.symbol];
}

// A class of somebody else's shapes.
/** handoff-external */
export class ShopifyOrders {
  symbol(order) {
    return order["symbol"] ?? order["data"]["symbol"];
  }
}

// A nested member by a weak name, and the same in what an API answered.
export function innerOf(basket, response) {
  const total = basket.order["price"] * basket["order"]["quantity"]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  return total + response.order["price"];
}

// A variable that is never written again is as good as a constant.
export function once(data) {
  let key = "symbol";
  return data[key]; // expect: no-raw-string-key rawKey
}

// A parameter's default and a loop over literals are dynamic.
export function several(data, key = "symbol") {
  for (const name of ["symbol", "side"]) if (data[name]) return data[name];
  return data[key];
}
