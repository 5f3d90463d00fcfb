export interface OrderRow {
  order_id: string;
  symbol: string;
  side: "buy" | "sell";
  quantity: number;
  fill_price: number;
  broker_fees: number | null;
  reasoning: string;
}
