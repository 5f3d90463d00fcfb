// @ts-nocheck
// Bookings of a ferry line: rows of a database, with and without a type of their own.
import type { Pool, RowDataPacket } from "pg";

interface BookingRow {
  id: string;
  deck: string;
}

export class Bookings {
  constructor(private readonly pool: Pool) {}

  async untyped(ferry: string) {
    const { rows } = await this.pool.query("SELECT deck, quantity FROM bookings WHERE ferry = $1", [ferry]);
    return rows.map((row) => [row.deck, row.quantity]); // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey
  }

  /** A type of its own says what the columns are; the registered ones are fields all the same. */
  async typed(ferry: string) {
    const { rows } = await this.pool.query<{ deck: string; quantity: number; notes: Record<string, string> }>(
      "SELECT deck, quantity, notes FROM bookings WHERE ferry = $1",
      [ferry],
    );
    const [first] = rows;
    return [first?.deck, first?.quantity, first?.notes["meal"]]; // expect: no-raw-string-key rawKey
  }

  /** Names of drivers for any row say nothing. */
  async anyRow(ferry: string) {
    const [rows] = await this.pool.query<RowDataPacket[]>("SELECT * FROM bookings WHERE ferry = ?", [ferry]);
    const copies: any[] = rows;
    const known = rows as Record<string, unknown>[];
    return [copies[0].deck, known[0]["quantity"]]; // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey
  }

  /** What a query computes has the name that the query gives it. */
  async totals(ferry: string) {
    const text = `SELECT count(*), sum(quantity) AS places, max(price)
      FROM bookings WHERE ferry = $1`;
    const { rows } = await this.pool.query(text, [ferry]);
    const found = await this.pool.query("SELECT deck AS symbol FROM bookings LIMIT 1");
    return [rows[0].count, rows[0].places, rows[0]["max"], found.rows[0].symbol]; // expect: no-raw-string-key rawKey
  }

  /** Queries about the database and about queries bring no rows of the domain. */
  async health() {
    const tables = await this.pool.query("SELECT table_name FROM information_schema.tables");
    const plan = await this.pool.query(SQL`EXPLAIN ${bookingsOf("north")}`);
    return [tables.rows.map((row) => row.table_name), plan.rows.map((row) => row["QUERY PLAN"])];
  }

  async wrapped(context: Context) {
    const found = await this.pool.query(context, { query: "SELECT * FROM c WHERE c.deck = @deck", parameters: [] });
    for (const item of found) this.show(item.deck); // expect: no-raw-string-key unregisteredKey
    const open = await this.pool.query(openBookingsQuery(context), [context.ferry]);
    return [open[0].deck, open[0].count]; // expect: no-raw-string-key unregisteredKey
  }

  /** A cast or an annotation says whose the rows are. */
  async cast(ferry: string) {
    const result = await this.pool.query("SELECT * FROM bookings WHERE ferry = $1", [ferry]);
    const row = result.rows[0] as BookingRow;
    const order: BookingRow = result.rows[1];
    const rows = result.rows as [{ deck: string; price: number }];
    return [row["price"], order["deck"], rows.map((row) => row["price"]), lastBooking()["deck"]];
  }

  private show(deck: string) {
    return deck;
  }
}

function lastBooking(): BookingRow {
  return JSON.parse(localStorage.getItem("booking") ?? "{}");
}

/** Pages and caches are queried as well. */
export async function elsewhere(page: Page, textContext: Context) {
  const query = ".seat[data-free]";
  const seats = await page.query(query);
  const byContext = await page.query(textContext);
  return [seats[0].dataset, byContext[0].deck];
}
