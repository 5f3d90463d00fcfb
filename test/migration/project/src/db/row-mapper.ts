import type { ExecutionData } from "../wire/events.js";
import type { OrderRow } from "./rows.js";

/** A row as the execution that it was. */
export function toExecution(row: OrderRow): ExecutionData {
  const { order_id, symbol, quantity, fill_price: price, ...others } = row;
  return {
    order_id,
    symbol,
    quantity,
    requested_quantity: quantity,
    fill_price: price,
    arrival_price: price,
    side: others.side,
    broker_fees: others.broker_fees ?? 0,
  };
}

/** Picks columns, whatever they are. */
export function pluck<Row extends OrderRow, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] {
  return rows.map((row) => row[key]);
}

export function withoutReasoning(rows: readonly OrderRow[]): Partial<OrderRow>[] {
  return rows.map((row) => {
    const copy: Partial<OrderRow> = { ...row };
    delete copy.reasoning;
    delete copy["broker_fees"];
    return copy;
  });
}

export function doubled(row: OrderRow): OrderRow {
  const next = structuredClone(row);
  next.quantity *= 2;
  next["fill_price"]++;
  return next;
}
