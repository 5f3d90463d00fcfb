// @ts-nocheck
import { ConsumerGroup, FieldName, handoffStreamName, Stream } from "@handoff/contracts";
import { Redis } from "ioredis";
import { Depot } from "./depots.js";

const redis = new Redis();
const SCANS = handoffStreamName("scans", "routing");

// A scanner writes flat fields; the pairs after the id are keys and values.
export async function scanned(parcel, lane) {
  await redis.xadd(SCANS, "*", "symbol", parcel, "timestamp", new Date().toISOString()); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  await redis.xadd(SCANS, "*", FieldName.SYMBOL, parcel, FieldName.SOURCE_STREAM, lane);
}

// With a bound on the stream's length before the id.
export async function scannedBounded(parcel) {
  await redis.xadd(SCANS, "MAXLEN", "~", 10000, "*", "symbol", parcel, FieldName.TYPE, "scan"); // expect: no-raw-string-key rawKey
}

// A stream of the protocol, spelt by hand in each command that takes one.
export async function backlog() {
  const length = await redis.xlen("executions"); // expect: no-raw-stream-name rawStreamName
  const pending = await redis.xpending("executions", "grading_agents"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await redis.xtrim(Stream.EXECUTIONS, "MAXLEN", 1000);
  return length - pending[0];
}

// Reading as a group: the group, the streams after STREAMS, as many ids.
export async function nextBatch(consumer) {
  return redis.xreadgroup("GROUP", "reasoning_agents", consumer, "COUNT", 10, "BLOCK", 2000, "STREAMS", "signals", SCANS, ">", ">"); // expect: no-raw-stream-name rawGroupName, no-raw-stream-name rawStreamName
}

// The same by the registry.
export async function nextSignals(consumer) {
  return redis.xreadgroup("GROUP", ConsumerGroup.REASONING_AGENTS, consumer, "STREAMS", Stream.SIGNALS, ">");
}

// The depot's own streams are imported from a module of its own; its own names spelt out are unknown.
export async function depotLengths() {
  const known = await redis.xlen(Depot.INBOUND);
  const unknown = await redis.xlen("inbound"); // expect: no-raw-stream-name unknownStream
  const pair = await redis.xlen("inbound_sorting"); // expect: no-raw-stream-name unknownStream
  return known + unknown + pair;
}

// What is read is a list of entries, each an id and its flat fields.
export async function lastScans() {
  const entries = await redis.xrevrange(SCANS, "+", "-", "COUNT", 5);
  return entries.map(([id, fields]) => {
    const at = fields.indexOf("symbol"); // expect: no-raw-string-key rawKey
    return { id, parcel: fields[at + 1], typed: fields.includes("type") }; // expect: no-raw-string-key rawKey
  });
}

// Keys of Redis that are no streams: strings, sorted sets, a lock.
export async function lockLane(lane) {
  await redis.zadd("signals", Date.now(), lane);
  await redis.sadd("decisions", lane);
  return redis.set(`lane:${lane}`, "executions", "NX", "PX", 5000);
}

// A hash of the parcel's last scan: keys of the registry, spelt by hand.
export async function remember(parcel, side, at) {
  await redis.hset(`parcel:${parcel}`, "side", side, FieldName.TIMESTAMP, at); // expect: no-raw-string-key rawKey
  return redis.hget(`parcel:${parcel}`, "trace_id"); // expect: no-raw-string-key rawKey
}

// A hash of a session is nobody's payload.
export async function touchSession(id, ip) {
  await redis.hset(`session:${id}`, "last_seen_ip", ip);
  await redis.hset(`session:${id}`, { locale: "de", last_login: Date.now() });
  return redis.hincrby(`session:${id}`, "visits", 1);
}

// A whole hash is a row.
export async function parcelOf(id) {
  const parcel = await redis.hgetall(`parcel:${id}`);
  return `${parcel.symbol} on ${parcel["side"]}`; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A pipeline of commands: streams and hashes as outside of it.
export async function handOver(parcel) {
  return redis
    .pipeline()
    .xadd("decisions", "*", FieldName.SYMBOL, parcel) // expect: no-raw-stream-name rawStreamName
    .hdel(`parcel:${parcel}`, "limit_price") // expect: no-raw-string-key rawKey
    .exec();
}

// A constant that holds a stream's name is used where the stream is expected.
const OUTBOX = "grades";
export async function grade(parcel) {
  const label = `${OUTBOX} of ${parcel}`;
  await redis.xadd(OUTBOX, "*", FieldName.REASONING, label); // expect: no-raw-stream-name rawStreamName
}

// A foreign bus has topics.
export async function announce(nats, mqtt, parcel) {
  nats.publish("signals.parcels", JSON.stringify({ parcel }));
  await mqtt.publish("depot/7/executions", parcel);
  await redis.publish("cache:invalidate", parcel);
}
