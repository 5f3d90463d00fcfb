import {
  type AgentName,
  decodeEvent,
  type EventEnvelope,
  type EventSet,
  FieldName,
  type InputOf,
  type ReferenceTopology,
  referenceTopology,
} from "@handoff/contracts";
import { DEFAULT_MAX_EVENT_BYTES } from "../../src/event-size.js";
import { Tracing } from "../../src/observability/tracing.js";
import type { Agent, AgentEnvironment, DeliveryContext } from "../../src/agent.js";
import type { Log } from "../../src/observability/log.js";

/** Of the event, and of every processing. */
export const TRACE_ID = "6f9b1c1e-0b5f-4c7c-8d6a-2f0f6f3f7b11";

/** An environment in which nothing changes by itself. */
const stillEnvironment: AgentEnvironment = {
  clock: { now: () => Date.UTC(2026, 0), sleep: () => Promise.resolve() },
  traceIds: { mint: () => TRACE_ID },
  log: () => undefined,
  tracing: new Tracing(),
  maxEventBytes: DEFAULT_MAX_EVENT_BYTES,
};

type DataIn<A extends AgentName<ReferenceTopology>> = InputOf<ReferenceTopology, A>[typeof FieldName.DATA];

interface Hop extends DeliveryContext {
  /** Gets what the agent itself logs. */
  readonly log: Log;
}

/** Hands one payload to an agent, as its stream would, and yields the payloads that it publishes, read back. */
export async function payloadsFrom<A extends Exclude<AgentName<ReferenceTopology>, "SignalGenerator">>(
  agent: Agent<ReferenceTopology, A>,
  data: DataIn<A>,
  hop: Partial<Hop> = {},
): Promise<unknown[]> {
  const { eventId = "an event", delivery = 1, signal = new AbortController().signal } = hop;
  const { log = stillEnvironment.log } = hop;
  const { consumes, publishes } = referenceTopology.agents[agent.agentId];
  const [definition] = referenceTopology.streams[consumes].definitions;
  const event: EventEnvelope = {
    [FieldName.TYPE]: definition?.type ?? "",
    [FieldName.DATA]: data,
    [FieldName.TRACE_ID]: TRACE_ID,
    [FieldName.TIMESTAMP]: "2026-01-01T00:00:00.000Z",
  };
  const processed = await agent.processEvent(
    event as InputOf<ReferenceTopology, A>,
    { eventId, entryId: "1-0", delivery, signal },
    {
      ...stillEnvironment,
      log: (level, message, fields) => {
        if (message !== "agent handoff") log(level, message, fields);
      },
    },
  );
  const [stream] = publishes;
  if (stream === undefined) return [];
  const events: EventSet = referenceTopology.streams[stream];
  return processed.outputs.map(({ fields }) => decodeEvent(fields, events, "1-0")[FieldName.DATA]);
}
