/** Sums of loose objects, as they come from a spreadsheet of the desk. */
export function summarise(orders: readonly Record<string, unknown>[]): string {
  let total = 0;
  for (const order of orders) {
    const payload: unknown = order["data"];
    if (typeof payload === "object" && payload !== null && "quantity" in payload) total += Number(payload.quantity);
  }
  return `${orders.length} orders, ${total} units`;
}

const KEY = "sy" + "mbol";

export function symbolOf(event: Map<string, string>): string {
  return event.get(KEY) ?? event.get("source") ?? "";
}

export function rename(event: Map<string, string>, symbol: string): Map<string, string> {
  if (event.has("symbol")) event.delete("symbol");
  return event.set("symbol", symbol);
}
