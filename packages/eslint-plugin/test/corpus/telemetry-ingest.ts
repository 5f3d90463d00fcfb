// @ts-nocheck
import { decodeEvent, encodeEvent, FieldName, tradingSignal } from "@handoff/contracts";
import mqtt from "mqtt";
import { createClient } from "redis";
import { Fleet } from "./streams.js";

const client = createClient();
const broker = mqtt.connect("mqtt://gateway");

// What a sensor says over MQTT is the sensor's own JSON; the names here say nothing.
broker.on("message", (topic, packet) => {
  const reading = JSON.parse(packet.toString());
  meters.observe(reading["sensor_id"], reading.value);
});

// The gateway's messages under a name of ours: brackets are suspicious, and `.on` is how message buses work as well.
broker.on("connect", (packet) => log.info(packet["returnCode"]));
gateway.on("reading", (data) => meters.observe(data["confidence"])); // expect: no-raw-string-key rawKey

// node-redis wraps each message: `name`, `messages` and `id` are the wrapper's, the message is the payload. The group
// of a stream that is not ours is not ours.
export async function drain(consumer) {
  const replies = await client.xReadGroup("probes", consumer, [{ key: Fleet.READINGS, id: ">" }], { COUNT: 50 });
  for (const { name, messages } of replies ?? []) {
    for (const { id, message } of messages) {
      meters.observe(message.symbol, message["price"]); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
      await client.xAck(name, "probes", id);
    }
  }
}

// node-redis takes an object; its options come last and are no payload.
export async function write(reading) {
  await client.xAdd(Fleet.READINGS, "*", { [FieldName.SYMBOL]: reading.sensor, price: String(reading.value) }, { TRIM: { strategy: "MAXLEN", threshold: 1e5 } }); // expect: no-raw-string-key rawKey
}

// One stream of the protocol, given to node-redis by its literal name.
export async function writeSignal(reading) {
  await client.xAdd("signals", "*", { [FieldName.SYMBOL]: reading.sensor }); // expect: no-raw-stream-name rawStreamName
}

// An object that is built step by step on its way to a stream.
export async function summarise(window) {
  const out = {};
  out.symbol = window.sensor; // expect: no-raw-string-key rawKey
  out["volume_spike"] = window.max / window.mean; // expect: no-raw-string-key rawKey
  if (window.gap) out.gap_ms = window.gap; // expect: no-raw-string-key unregisteredKey
  await client.xAdd(Fleet.SUMMARIES, "*", out);
}

// The same steps for an object that stays here.
export function describe(window) {
  const out = {};
  out.symbol = window.sensor;
  out["volume_spike"] = window.max / window.mean;
  return out;
}

// The wrapper that a schema's safeParse answers has members of its own.
export function accept(raw) {
  const parsed = tradingSignal.safeParse(raw);
  if (!parsed.success) return { fault: parsed.error };
  return { rsi: parsed.data.data.indicators.rsi }; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
}

// What parse answers is the event.
export function confidenceOf(raw) {
  const signal = tradingSignal.parse(raw);
  const { confidence } = signal[FieldName.DATA]; // expect: no-raw-string-key rawKey
  return confidence;
}

// Other schemas are other people's.
export function configOf(raw) {
  const parsed = deviceConfig.parse(raw);
  return { side: parsed.side, symbol: parsed.symbol };
}

// An event's data is one string of JSON on the stream, and an object again once it is parsed.
export function valueOf(entry) {
  const event = decodeEvent(entry);
  const body = JSON.parse(event[FieldName.DATA]);
  return body["price"] ?? JSON.parse(event["data"]).limit_price; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
}

// Typed arrays and numbers.
export function rms(data: Float64Array) {
  let sum = 0;
  for (let index = 0; index < data.length; index++) sum += data[index] ** 2;
  return Math.sqrt(sum / data["length"]);
}

// JSON.stringify inside the sink, not elsewhere.
export async function forward(reading) {
  log.debug(JSON.stringify({ symbol: reading.sensor }));
  await client.xAdd(Fleet.READINGS, "*", {
    [FieldName.DATA]: JSON.stringify({ symbol: reading.sensor, [FieldName.PRICE]: reading.value }), // expect: no-raw-string-key rawKey
  });
}
