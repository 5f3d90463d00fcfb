import type { Broker, Fill, Ticket } from "./broker.js";

/* handoff-external */
export interface VenueOrder {
  order_id: string;
  side: "buy" | "sell";
  quantity: string;
  price: string;
  action?: string;
}

type Post = (path: string, body: string) => Promise<string>;

/** Speaks the venue's JSON, whose words are the venue's own. */
export class VenueBroker implements Broker {
  constructor(private readonly post: Post) {}

  async submit(ticket: Ticket): Promise<Fill> {
    const body = JSON.stringify({
      symbol: ticket.symbol,
      side: ticket.side,
      quantity: String(ticket.quantity),
    });
    return this.#read(JSON.parse(await this.post("/v2/orders", body)) as VenueOrder);
  }

  #read(order: VenueOrder): Fill {
    const { order_id: id, quantity } = order;
    const action = order["action"] ?? order["side"];
    return {
      id: `${action}-${id}`,
      filled: Number(quantity),
      average: Number(order.price),
      fees: 0.5,
    };
  }

  /* handoff-external */
  static errorOf(payload: Record<string, unknown>): string {
    return String(payload["error"] ?? payload["type"] ?? "unknown");
  }
}
