// @ts-nocheck
import { decodeEvent, encodeEvent, type EventData, type EventEnvelope, FieldName, Stream } from "@handoff/contracts";
import { Claims } from "./streams.js";

// The annotated variable.
export function assessed(claim) {
  const data: EventData = {
    confidence: claim.certainty, // expect: no-raw-string-key rawKey
    [FieldName.REASONING]: claim.summary,
    adjuster: claim.adjuster, // expect: no-raw-string-key unregisteredKey
  };
  return data;
}

// The argument of encodeEvent, with shorthand.
export function encoded(type, trace_id, claim) {
  return encodeEvent({
    type, // expect: no-raw-string-key rawKey
    trace_id, // expect: no-raw-string-key rawKey
    [FieldName.DATA]: { [FieldName.SYMBOL]: claim.policy },
  });
}

// A local function whose parameter reaches a sink is one.
async function emit(redis, body) {
  await redis.xadd(Claims.ASSESSED, "*", body);
}

export async function settle(redis, claim) {
  await emit(redis, { [FieldName.TYPE]: "settled", price: claim.sum }); // expect: no-raw-string-key rawKey
  audit({ type: "settled", price: claim.sum });
}

// The decision of a runtime agent is what its work returns.
import { Agent } from "@handoff/runtime";
export class FraudAgent extends Agent {
  async _doWork(event) {
    const score = this.model.score(event[FieldName.INDICATORS]);
    if (score < 0.5) return { [FieldName.ACTION]: "pay", [FieldName.SCORE]: score };
    return { action: "hold", [FieldName.SCORE]: score, [FieldName.REASONING]: this.model.why() }; // expect: no-raw-string-key rawKey
  }

  explain(score) {
    return { action: "explain", score };
  }
}

// Only the first object is what is published; the rest are options.
export async function reopened(bus, claim) {
  await bus.publish(Stream.DECISIONS, { [FieldName.TYPE]: "reopened", [FieldName.SYMBOL]: claim.policy }, { retries: 3, type: "fanout" });
}

// A publish of a foreign bus with a foreign object.
export async function notify(sns, claim) {
  await sns.publish({ TopicArn: claim.topic, Message: JSON.stringify({ policy: claim.policy }) }).promise();
}

// Assigning to a copy of the event.
export function corrected(event: EventEnvelope, claim) {
  return Object.assign({}, event, { reasoning: claim.note }); // expect: no-raw-string-key rawKey
}

// A computed key of which nobody knows what it is, on its way to a stream.
export async function patched(redis, changes) {
  for (const [field, value] of Object.entries(changes)) {
    await redis.xadd(Claims.CHANGED, "*", { [FieldName.TYPE]: "changed", [field]: value }); // expect: no-dynamic-field dynamicField
  }
}

// Written to an event one by one.
export function merged(event: EventEnvelope, changes) {
  for (const key of Object.keys(changes)) {
    event[key] = changes[key]; // expect: no-dynamic-field dynamicField
  }
  return event;
}

// A table of one's own, by any key.
export function grouped(claims) {
  const byPolicy = {};
  for (const claim of claims) (byPolicy[claim.policy] ??= []).push(claim);
  return byPolicy;
}

// Reading by any key.
export function columns(event: EventEnvelope, names) {
  return names.map((name) => event[name]);
}

// A log line is no payload.
export function traced(log, event: EventEnvelope) {
  log.info("claim", { type: "claim", symbol: event[FieldName.SYMBOL], trace_id: event[FieldName.TRACE_ID] });
}

// The destructured rest, and writes of every kind.
export function touched(entry) {
  const event = decodeEvent(entry);
  event.retry_count += 1; // expect: no-raw-string-key rawKey
  event["score"]++; // expect: no-raw-string-key rawKey
  event.data ??= {}; // expect: no-raw-string-key rawKey
  [event.price] = [1]; // expect: no-raw-string-key rawKey
  return delete event.error; // expect: no-raw-string-key rawKey
}

// Reflect and hasOwnProperty on what the stream gave.
export function asked(entry) {
  const event = decodeEvent(entry);
  return Reflect.has(event, "score") && Reflect.get(event, FieldName.SCORE) > 0; // expect: no-raw-string-key rawKey
}
