import { createServer } from "node:http";
import { once } from "node:events";
import { Metrics, type MetricsEndpoint, openMemoryStore, serveMetrics } from "@handoff/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { labTopology } from "../lab.js";
import { promtool } from "./promtool.js";

const metrics = new Metrics({ topology: labTopology, ...openMemoryStore() });
let endpoint: MetricsEndpoint | undefined;
afterEach(() => endpoint?.close());

describe("the metrics endpoint", () => {
  it("serves what promtool accepts, with its type, on a free port", async () => {
    endpoint = await serveMetrics(metrics, { port: 0 });
    const response = await fetch(endpoint.url);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await promtool(await response.text())).toBe("");
  });

  it("serves nothing else", async () => {
    endpoint = await serveMetrics(metrics, { port: 0 });
    expect((await fetch(new URL("/", endpoint.url))).status).toBe(404);
  });

  it("is gone once it is closed, twice as well", async () => {
    endpoint = await serveMetrics(metrics, { port: 0 });
    await fetch(endpoint.url);
    await Promise.all([endpoint.close(), endpoint.close()]);
    await expect(fetch(endpoint.url)).rejects.toThrow();
  });

  it("cuts a reading that hangs when it closes", async () => {
    const never = { inspect: () => new Promise<never>(() => undefined) };
    endpoint = await serveMetrics(new Metrics({ topology: labTopology, store: never }), { port: 0 });
    const reading = fetch(endpoint.url).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    await endpoint.close();
    expect(await reading).toBeInstanceOf(Error);
  });

  it.each([-1, 65_536, 1.5, Number.NaN])("refuses the port %s", async (port) => {
    await expect(serveMetrics(metrics, { port })).rejects.toThrow(
      `OPTION_INVALID: metrics port is ${port}. Give an integer from 0 to 65535.`,
    );
  });

  it("says that a port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(serveMetrics(metrics, { port })).rejects.toThrow(
      `PORT_UNAVAILABLE: metrics cannot be served on port ${port} of 127.0.0.1 (EADDRINUSE).`,
    );
    other.close();
  });
});
