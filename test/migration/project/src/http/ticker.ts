interface TickerProps {
  readonly order: { readonly symbol: string; readonly price: number };
  readonly onMessage?: (text: string) => void;
}

/** The page's ticker: properties of a component and events of a socket, which no agent ever sees. */
export function createTicker(props: TickerProps, socket: EventTarget): { readonly text: string } {
  const order = new Map<string, number>();
  order.set("price", props.order.price);
  const ticker = { text: `${props.order.symbol} ${order.get("price") ?? 0}` };
  socket.addEventListener("message", (event) => {
    const data = (event as Event & { data: Record<string, unknown> }).data;
    ticker.text = `${String(data["symbol"])} ${String(data["price"])}`;
    props.onMessage?.(event.type);
  });
  return ticker;
}
