import {
  decodeEvent,
  type EntryFields,
  type EventEnvelope,
  type EventSet,
  FieldName,
  referenceTopology,
  type StreamName,
  type ReferenceTopology,
} from "@handoff/contracts";

import { type AgentEnvironment, type DeliveryContext, encodeDraft, type Processed } from "../../src/agent.js";
import { derivedId } from "../../src/derived-id.js";
import { DEFAULT_MAX_EVENT_BYTES } from "../../src/event-size.js";
import { Tracing } from "../../src/observability/tracing.js";
import type { ProducerContext, Rejected } from "../../src/producer.js";
import type { createTradingAgents } from "../../src/trading/trading-agents.js";

type Stream = StreamName<ReferenceTopology>;

/** An agent as the driver sees it: it is handed only what its own stream's events decoded to. */
interface Consuming {
  processEvent(event: never, delivery: DeliveryContext, environment: AgentEnvironment): Promise<Processed>;
}

/** Everything that a run committed. */
export interface ChainRun {
  readonly entries: readonly { readonly stream: Stream; readonly fields: EntryFields }[];
  readonly events: readonly EventEnvelope[];
  readonly rejected: readonly Rejected[];
  /** Dead letters per stream. */
  readonly deadLetters: Readonly<Partial<Record<Stream, readonly Error[]>>>;
  /** Entries published and not handled: 0 at the end of a sound run. */
  readonly pending: number;
}

export interface ChainOptions {
  /** How often each event is processed; its outputs are committed once, as the store would. */
  readonly deliveries?: number;
  /** Changes an entry on its way, for instance to break it. */
  readonly tamper?: (fields: EntryFields, stream: Stream) => EntryFields;
}

/**
 * Drives the agents in turn, in one process, without a store: each published event goes through the whole chain before
 * the producer goes on. The clock stands still, trace ids are derived, so that two runs can be compared.
 */
export async function runChain(
  agents: ReturnType<typeof createTradingAgents>,
  { deliveries = 1, tamper = (fields) => fields }: ChainOptions = {},
): Promise<ChainRun> {
  const environment: AgentEnvironment = {
    clock: { now: () => Date.UTC(2026, 0), sleep: () => Promise.resolve() },
    traceIds: {
      mint: ({ agent, cause, delivery }) => derivedId(`${agent}/${cause}/${String(delivery)}`),
    },
    log: () => undefined,
    tracing: new Tracing(),
    maxEventBytes: DEFAULT_MAX_EVENT_BYTES,
  };
  const signal = new AbortController().signal;
  const queue: { readonly stream: Stream; readonly fields: EntryFields }[] = [];
  const entries: { readonly stream: Stream; readonly fields: EntryFields }[] = [];
  const events: EventEnvelope[] = [];
  const rejected: Rejected[] = [];
  const deadLetters: Partial<Record<Stream, Error[]>> = {};
  const seen = new Set<string>();
  let sequence = 0;

  const commit = (stream: Stream, fields: EntryFields): void => {
    const tampered = tamper(fields, stream);
    entries.push({ stream, fields: tampered });
    queue.push({ stream, fields: tampered });
  };

  const handle = async ({ stream, fields }: { readonly stream: Stream; readonly fields: EntryFields }) => {
    const route = referenceTopology.groups.find((group) => group.stream === stream);
    const agent = agents[route?.agent as keyof typeof agents] as unknown as Consuming;
    const entryId = `${String(++sequence)}-0`;
    try {
      const event: EventEnvelope = decodeEvent(fields, referenceTopology.streams[stream] as EventSet, entryId);
      events.push(event);
      let processed: Processed | undefined;
      for (let delivery = 1; delivery <= deliveries; delivery++) {
        const eventId = event[FieldName.EVENT_ID] ?? `${stream}/${entryId}`;
        processed = await agent.processEvent(event as never, { eventId, entryId, delivery, signal }, environment);
      }
      for (const output of processed?.outputs ?? []) commit(output.stream as Stream, output.fields);
    } catch (error) {
      (deadLetters[stream] ??= []).push(error as Error);
    }
  };

  const producer = agents.SignalGenerator;
  const context: ProducerContext<ReferenceTopology, "SignalGenerator"> = {
    signal,
    log: environment.log,
    publish: (stream, draft, key) => {
      if (seen.has(key)) return Promise.resolve({ duplicate: true });
      seen.add(key);
      const eventId = derivedId(`${producer.agentId}/${key}`);
      const traceId = derivedId(eventId);
      commit(stream, encodeDraft(producer, { stream, draft, eventId, traceId }, environment));
      return Promise.resolve({ entryId: `${String(sequence)}-1`, duplicate: false });
    },
    reject: (input) => {
      rejected.push(input);
      return Promise.resolve();
    },
    settled: async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await handle(next);
    },
  };
  await producer.produce(context);
  return { entries, events, rejected, deadLetters, pending: queue.length };
}
