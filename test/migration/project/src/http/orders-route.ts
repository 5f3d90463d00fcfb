import type { OrdersRepository } from "../db/orders-repository.js";
import type { Reply } from "./status-route.js";

export interface OrderRequest {
  readonly headers: Record<string, string | undefined>;
  readonly body: { readonly symbol?: string; readonly side?: string };
}

/** POST /orders: only says what is open. */
export async function ordersRoute(request: OrderRequest, orders: OrdersRepository): Promise<Reply> {
  const { symbol, side = "buy" } = request.body;
  if (symbol === undefined) return { status: 422, body: JSON.stringify({ error: "symbol" }) };
  const source = request.headers["source"] ?? "page";
  const quantity = await orders.openQuantity(symbol);
  return {
    status: 200,
    body: JSON.stringify({ symbol, side, quantity, source }),
  };
}
