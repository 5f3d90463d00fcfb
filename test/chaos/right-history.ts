import { ConsumerGroup, encodeDeadLetter, type EntryFields, FieldName, Stream } from "@handoff/contracts";
import type { StreamEntry } from "@handoff/runtime";
import type { Accepted, History, Route } from "./history.js";

/** One agent splits, one passes on: the first group publishes two outputs for an entry, the second one. */
const ROUTES: readonly [Route, Route] = [
  {
    stream: Stream.SIGNALS,
    group: ConsumerGroup.REASONING_AGENTS,
    agent: "Splitter",
    publishes: [Stream.DECISIONS, Stream.EXECUTIONS],
    orderKey: (fields) => fields[FieldName.SYMBOL],
  },
  {
    stream: Stream.DECISIONS,
    group: ConsumerGroup.EXECUTION_AGENTS,
    agent: "Passer",
    publishes: [Stream.GRADES],
  },
];

/** Fields of an event as far as the checker reads them. */
export function eventFields(traceId: string, agent: string, parent?: string): EntryFields {
  return {
    [FieldName.TRACE_ID]: traceId,
    [FieldName.SOURCE_AGENT]: agent,
    [FieldName.EVENT_ID]: `event of ${traceId}`,
    [FieldName.SYMBOL]: "BTC/USD",
    ...(parent === undefined ? {} : { [FieldName.PARENT_TRACE_ID]: parent }),
  };
}

export function deadLetter(id: string, entryId: string, retryCount: number): StreamEntry {
  const fields = encodeDeadLetter({
    [FieldName.FAILED_EVENT]: "{}",
    [FieldName.ERROR]: "DATA_NOT_JSON",
    [FieldName.TIMESTAMP]: "2026-03-31T12:00:00.000Z",
    [FieldName.RETRY_COUNT]: retryCount,
    [FieldName.SOURCE_STREAM]: Stream.SIGNALS,
    [FieldName.ENTRY_ID]: entryId,
    [FieldName.CONSUMER_GROUP]: ConsumerGroup.REASONING_AGENTS,
  });
  return { id, fields };
}

/** A history that is right: two events through both agents, and a third one, unreadable, given up at once. */
export function rightHistory(): History & { readonly streams: Record<string, StreamEntry[]>; accepted: Accepted[] } {
  return {
    routes: ROUTES,
    deadLetterStream: Stream.DLQ_EVENTS,
    accepted: [
      { stream: Stream.SIGNALS, entryId: "1-0", traceId: "a" },
      { stream: Stream.SIGNALS, traceId: "b" },
      { stream: Stream.SIGNALS, entryId: "3-0", givenUpAfter: 0 },
    ],
    streams: {
      [Stream.SIGNALS]: [
        { id: "1-0", fields: eventFields("a", "Source") },
        { id: "2-0", fields: eventFields("b", "Source") },
        { id: "3-0", fields: { [FieldName.TYPE]: "no event" } },
      ],
      [Stream.DECISIONS]: [
        { id: "4-0", fields: eventFields("a1", "Splitter", "a") },
        { id: "5-0", fields: eventFields("b1", "Splitter", "b") },
      ],
      [Stream.EXECUTIONS]: [
        { id: "4-0", fields: eventFields("a1", "Splitter", "a") },
        { id: "5-0", fields: eventFields("b1", "Splitter", "b") },
      ],
      [Stream.GRADES]: [
        { id: "6-0", fields: eventFields("a2", "Passer", "a1") },
        { id: "7-0", fields: eventFields("b2", "Passer", "b1") },
      ],
      [Stream.DLQ_EVENTS]: [deadLetter("8-0", "3-0", 0)],
    },
    groups: ROUTES.map(({ stream, group }) => ({ stream, group, pending: 0, lag: 0 })),
  };
}
