import type { ExecutionData } from "../wire/events.js";
import type { Pool } from "./pg.js";
import type { OrderRow } from "./rows.js";

export class OrdersRepository {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async save(execution: ExecutionData, reasoning: string): Promise<void> {
    const { order_id, symbol, side, quantity, fill_price, broker_fees } = execution;
    await this.#pool.query("INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7)", [
      order_id,
      symbol,
      side,
      quantity,
      fill_price,
      broker_fees,
      reasoning,
    ]);
  }

  async openQuantity(symbol: string): Promise<number> {
    const { rows } = await this.#pool.query<OrderRow>("SELECT * FROM orders WHERE symbol = $1", [symbol]);
    return rows.reduce((sum, row) => sum + (row.side === "buy" ? row.quantity : -row.quantity), 0);
  }

  async symbols(): Promise<string[]> {
    const result = await this.#pool.query<OrderRow>("SELECT DISTINCT symbol FROM orders ORDER BY symbol");
    return result.rowCount === 0 ? [] : result.rows.map(({ symbol }) => symbol);
  }

  async dearest(): Promise<OrderRow | undefined> {
    const { rows } = await this.#pool.query<OrderRow>("SELECT * FROM orders");
    return rows
      .filter((row) => row.broker_fees !== null)
      .sort((a, b) => (b.broker_fees ?? 0) - (a.broker_fees ?? 0))
      .at(0);
  }
}
