import os = require("node:os");

interface DbRow {
  symbol: string;
  quantity: number;
  fill_price: number;
}

/** The evening report, from before the desk was modules. */
function report(rows: readonly DbRow[]): string {
  const lines = rows.map((row) => `${row.symbol} ${row["quantity"]} ${row.fill_price.toFixed(2)}`);
  return lines.join(os.EOL === "\n" ? "\n" : "\n");
}

export = { report };
