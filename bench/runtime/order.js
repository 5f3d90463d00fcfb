import { randomUUID } from "node:crypto";
import * as FieldName from "@handoff/contracts/field-name";
import { defineEvent, defineTopology, encodeEvent } from "@handoff/contracts";
import { z } from "zod";

const data = z.object({
  [FieldName.SYMBOL]: z.string().min(1).describe("Instrument"),
  [FieldName.SIDE]: z.enum(["buy", "sell"]).describe("Direction"),
  [FieldName.PRICE]: z.number().positive().describe("Price, in the currency of the account"),
  [FieldName.QUANTITY]: z.number().positive().describe("Amount"),
  [FieldName.CONFIDENCE]: z.number().min(0).max(1).describe("Confidence, 0 to 1"),
});

/** One hop: an event of about 400 bytes comes in, one of the same size goes out. */
export const topology = defineTopology({
  streams: {
    incoming: [defineEvent({ type: "signal_seen", description: "A signal.", fields: FieldName, data })],
    outgoing: [defineEvent({ type: "signal_rated", description: "A rated signal.", fields: FieldName, data })],
  },
  agents: {
    Source: { publishes: ["incoming"] },
    Rater: { consumes: "incoming", group: "rating_agents", publishes: ["outgoing"] },
    Archive: { consumes: "outgoing", group: "archiving_agents", publishes: [] },
  },
});

/** The group that consumes what comes in. */
export const GROUP = topology.groups.find(({ stream }) => stream === "incoming");

/** The stream that it publishes on. */
export const OUTGOING = "outgoing";

/** The payload of the event with this number. */
export function payload(number) {
  return {
    [FieldName.SYMBOL]: `SYM${number % 64}`,
    [FieldName.SIDE]: number % 2 === 0 ? "buy" : "sell",
    [FieldName.PRICE]: 100 + (number % 1_000) / 10,
    [FieldName.QUANTITY]: 1 + (number % 7),
    [FieldName.CONFIDENCE]: (number % 100) / 100,
  };
}

/** The fields of an incoming entry, as a producer writes them. */
export function incomingFields(number, timestamp = new Date().toISOString()) {
  return encodeEvent(
    {
      [FieldName.TYPE]: "signal_seen",
      [FieldName.DATA]: payload(number),
      [FieldName.TRACE_ID]: randomUUID(),
      [FieldName.TIMESTAMP]: timestamp,
      [FieldName.SOURCE_AGENT]: "Source",
      [FieldName.EVENT_ID]: randomUUID(),
    },
    topology.streams.incoming,
  );
}

/** The fields of the entry that an unfenced loop publishes for an incoming one, unread: names and values in turn. */
export function passedOn(pairs) {
  const outgoing = [...pairs];
  for (let index = 0; index < outgoing.length; index += 2) {
    if (outgoing[index] === FieldName.TYPE) outgoing[index + 1] = "signal_rated";
    if (outgoing[index] === FieldName.TRACE_ID) outgoing[index + 1] = randomUUID();
  }
  return outgoing;
}
