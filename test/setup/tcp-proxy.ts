import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** What a proxy does with the bytes of its connections. */
export type ProxyMode =
  /** Passes them on. */
  | "forward"
  /** Passes requests on and keeps the replies to itself: the sender cannot know that it was heard. */
  | "swallow_replies"
  /** Passes nothing on and closes nothing, as a network does that has gone. */
  | "black_hole";

export interface TcpProxy {
  readonly url: string;
  readonly port: number;
  /** How connections made from now on are treated. */
  mode: ProxyMode;
  /** Where connections made from now on lead to. */
  targetPort: number;
  /** How long bytes are on their way, in milliseconds, in either direction. */
  delayMs: number;
  /** Treats the connections there are otherwise; those made later keep to `mode`. */
  treatOpen(mode: ProxyMode): void;
  /** Breaks the connections there are. */
  cut(): void;
  stop(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  mode: ProxyMode;
}

/** A network between a client and a server on this machine that does what a test says. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const proxy = { mode: "forward" as ProxyMode, targetPort, delayMs: 0 };
  const send = (to: Socket, chunk: Buffer): void => {
    if (proxy.delayMs === 0) to.write(chunk);
    else setTimeout(() => to.destroyed || to.write(chunk), proxy.delayMs);
  };
  const listener = createServer((near) => {
    const pair: Pair = { near, far: connect(proxy.targetPort, "127.0.0.1"), mode: proxy.mode };
    pairs.add(pair);
    near.on("data", (chunk: Buffer) => pair.mode !== "black_hole" && send(pair.far, chunk));
    pair.far.on("data", (chunk: Buffer) => pair.mode === "forward" && send(near, chunk));
    for (const socket of [near, pair.far]) {
      // A broken connection is what a proxy is for here.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        pairs.delete(pair);
        if (pair.mode !== "black_hole") for (const each of [near, pair.far]) each.destroy();
      });
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  const { port } = address;
  const cut = (): void => {
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
  };
  return Object.assign(proxy, {
    url: `redis://127.0.0.1:${port}`,
    port,
    treatOpen: (mode: ProxyMode) => {
      for (const pair of pairs) pair.mode = mode;
    },
    cut,
    stop: async () => {
      listener.close();
      cut();
      await once(listener, "close");
    },
  });
}
