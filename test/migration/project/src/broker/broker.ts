export interface Ticket {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly limit: number;
}

export interface Fill {
  readonly id: string;
  readonly filled: number;
  readonly average: number;
  readonly fees: number;
}

export interface Broker {
  submit(ticket: Ticket): Promise<Fill>;
}
