// @ts-nocheck
import { FieldName } from "@handoff/contracts";
import { createClient } from "redis";
import { Telemetry, TelemetryGroup } from "./streams.js";

const client = createClient();

// The keys are the protocol's, the streams are the project's.
export async function raise(reading, traceId) {
  await client.xAdd(Telemetry.ALARMS, "*", { [FieldName.SYMBOL]: reading.sensor, [FieldName.TRACE_ID]: traceId });
}

// Both by hand.
export async function lower(reading) {
  await client.xAdd("alarms", "*", { symbol: reading.sensor }); // expect: no-raw-stream-name rawStreamName, no-raw-string-key rawKey
}

// node-redis reads with objects: the stream is `key`.
export async function next(consumer) {
  const known = await client.xReadGroup(TelemetryGroup.ALARM_AGENTS, consumer, { key: Telemetry.ALARMS, id: ">" });
  const spelt = await client.xReadGroup("alarm_agents", consumer, [{ key: "readings", id: ">" }]); // expect: no-raw-stream-name rawGroupName, no-raw-stream-name rawStreamName
  return [known, spelt];
}

// A stream of the protocol that this project does not have.
export async function grades() {
  return client.xLen("grades"); // expect: no-raw-stream-name unknownStream
}

// Readings that are no stream: a set, a topic, a table, an object.
export async function elsewhere(mqtt, db, reading) {
  await client.sAdd("readings", reading.sensor);
  mqtt.subscribe("alarms");
  await db.insert("readings", { alarms: ["alarm_agents"] });
  return { stream: "readings", readings: ["alarms"] };
}

// Acknowledging and trimming, by the project's own names and by hand.
export async function tidy(id) {
  await client.xAck(Telemetry.READINGS, TelemetryGroup.ALARM_AGENTS, id);
  await client.xTrim("readings", "MAXLEN", 1000); // expect: no-raw-stream-name rawStreamName
  await client.xAck("readings", "nobody", id); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name unknownGroup
}
