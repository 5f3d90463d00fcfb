import type { OrderRow } from "../db/rows.js";

/** Its parameter was called so long before anybody had heard of a registry. */
export function columnOf(FieldName: string, row: OrderRow): string {
  return FieldName === row.symbol ? row.reasoning : row["side"];
}
