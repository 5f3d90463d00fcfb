import { createServer } from "node:http";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { Metrics } from "./metrics.js";

export interface MetricsEndpointOptions {
  /** 1 to 65535, or 0 for any that is free. */
  readonly port: number;
  /** Address to listen on (default `127.0.0.1`, this machine only; `0.0.0.0` for others too). */
  readonly host?: string;
}

export interface MetricsEndpoint {
  /** Where Prometheus finds the metrics. */
  readonly url: string;
  /** Stops listening and cuts what is still being read; closing twice is closing once. */
  readonly close: () => Promise<void>;
}

const PATH = "/metrics";

/**
 * Serves the metrics over HTTP, for Prometheus to read.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a port out of range; `PORT_UNAVAILABLE` where it cannot be listened on.
 */
export async function serveMetrics(metrics: Metrics, options: MetricsEndpointOptions): Promise<MetricsEndpoint> {
  const { port, host = "127.0.0.1" } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `metrics port is ${port}. Give an integer from 0 to 65535.`,
    );
  }
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path !== PATH) {
      response.writeHead(404).end(`The metrics are at ${PATH}.\n`);
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { "content-type": metrics.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(`${String(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const { PORT_UNAVAILABLE } = HandoffErrorCode;
      const advice = "Give another port, or end the process that has it.";
      reject(
        new HandoffError(
          PORT_UNAVAILABLE,
          `metrics cannot be served on port ${port} of ${host} (${cause.code ?? cause.message}). ${advice}`,
          { cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}${PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
