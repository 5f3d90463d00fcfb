// @ts-nocheck
import { FieldName, type EventEnvelope } from "@handoff/contracts";
import Fastify from "fastify";
import { data, order } from "./fixtures.js";
import * as d3 from "d3";

const fastify = Fastify();

// Points of a chart under the commonest of names.
export function series(readings: Reading[]) {
  const data = readings.map((reading) => ({ x: reading.at, y: reading.value }));
  data.sort((a, b) => a.x - b.x);
  return { data, max: d3.max(data, (d) => d.y), type: "line" };
}

// An imported name is somebody else's.
export const colours = [data["type"], order["side"]];

// A cursor's position.
export function scrollTo(position: { line: number; side: string }) {
  return position["line"] * 20 + (position["side"] === "right" ? 1 : 0);
}

// An options dictionary named so, of unknown type: suspicious.
export function legend(position: Record<string, string>) {
  return position["side"]; // expect: no-raw-string-key rawKey
}

// A response built for the browser.
fastify.get("/devices/:id", async (request, reply) => {
  const device = await devices.get(request.params.id);
  return reply.send({ data: device, type: "device", timestamp: Date.now() });
});

// A Fastify schema names the fields of an HTTP body.
fastify.route({
  method: "POST",
  url: "/devices",
  schema: { body: { type: "object", properties: { symbol: { type: "string" }, side: { type: "string" } } } },
  handler: async (request) => devices.add(request.body.symbol, request.body.side),
});

// Environment and configuration.
export function settings() {
  const { error, ...fields } = loadEnv();
  return process.env["symbol"] ?? process.env.SIDE ?? fields;
}

// The constants of a file, read by a key of its own.
const THRESHOLDS = { confidence: 0.8, score: 0.6 } as const;
export const threshold = (name: keyof typeof THRESHOLDS) => THRESHOLDS[name] ?? THRESHOLDS["score"];

// An alias of an event's data, three hops away, in a template.
export function caption(event: EventEnvelope) {
  const inner = event[FieldName.DATA];
  const copied = inner;
  const shown = copied ?? {};
  return `${shown["symbol"]} at ${shown.price}`; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A list of events, its elements, and what array methods make of it.
export function latest(events: readonly EventEnvelope[]) {
  const newest = events.filter((e) => e.data !== undefined).at(-1); // expect: no-raw-string-key rawKey
  for (const e of events) if (e["error"]) return e; // expect: no-raw-string-key rawKey
  return newest?.source ?? events[0].timestamp ?? events.length; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A map of events is a container: its own methods, and the ids that it is keyed by, are no keys of an event.
export function byTrace(events: Map<string, EventEnvelope>) {
  return events.get("latest") ?? events.size;
}

// The key is a constant, a template, a sum of literals.
const KEY = "confidence";
export function keys(data) {
  return [data[KEY], data[`score`], data["rea" + "soning"]]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
}

// The key is known at run time only; reading is nobody's business.
export function pick(data, names: FieldName[]) {
  return names.map((name) => data[name]);
}

// A websocket's frame, annotated with the library's type.
export function onFrame(data: RawData, message: WebSocket.MessageEvent) {
  return [data["type"], message["data"], message.data];
}
