import {
  type AgentName,
  type DraftOf,
  encodeEvent,
  type EntryFields,
  type EventEnvelope,
  FieldName,
  type InputOf,
  type OutputStreamOf,
  type PublishableEvent,
  type Topology,
} from "@handoff/contracts";
import { derivedId } from "./derived-id.js";
import { HandoffError, HandoffErrorCode } from "./errors.js";
import { requireSize } from "./event-size.js";
import { isoTime } from "./iso-time.js";
import type { Log } from "./observability/log.js";
import type { HopSpan, Tracing } from "./observability/tracing.js";
import type { Clock } from "./ports/clock.js";
import type { Output } from "./ports/event-store.js";
import type { TraceIds } from "./ports/trace-ids.js";

/** Which entry is being processed, and when to stop. */
export interface DeliveryContext {
  /** Stable id of the event: its `event_id`, or stream and entry id where the writer gave none. */
  readonly eventId: string;
  /** Id of the entry in its stream. */
  readonly entryId: string;
  /** Which delivery of the entry this is, from 1. */
  readonly delivery: number;
  /** Fires when the entry is no longer this process's, or the runtime drains: stop, nothing done after it counts. */
  readonly signal: AbortSignal;
}

/** What {@link Agent.doWork} is given besides the event. */
export interface WorkContext<T extends Topology, A extends AgentName<T>> extends DeliveryContext {
  /**
   * Publishes an event. It is held until the work is done, then committed together with the acknowledgement of the
   * input: either both happen or neither.
   *
   * @throws {ContractError} where the draft does not meet its schema.
   * @throws {HandoffError} `PUBLISH_NOT_ALLOWED` on a stream that is not the agent's, `PUBLISH_TOO_LATE` after the work,
   * `EVENT_TOO_LARGE`.
   */
  publish<S extends OutputStreamOf<T, A>>(stream: S, draft: DraftOf<T, S>): void;
  /** Writes a structured log line that names the agent and the hop: `agent`, `incoming_trace_id`, `current_trace_id`. */
  readonly log: Log;
}

/** What the machinery lends an agent. */
export interface AgentEnvironment {
  readonly clock: Clock;
  readonly traceIds: TraceIds;
  readonly log: Log;
  readonly tracing: Tracing;
  /** The largest event that is published or processed, in bytes. */
  readonly maxEventBytes: number;
}

/** The result of one processing: the hop's own trace id and what it published. */
export interface Processed {
  readonly traceId: string;
  readonly outputs: readonly Output[];
}

/**
 * An agent: woken by the events of one stream, it does its work and publishes on others. What it may read and publish is
 * typed by its row in the topology.
 *
 * @example
 * ```ts
 * class Reviewer extends Agent<typeof topology, "Reviewer"> {
 *   doWork(event: InputOf<typeof topology, "Reviewer">, traceId: string, context: WorkContext<typeof topology, "Reviewer">) {
 *     context.publish("reviews", { [FieldName.TYPE]: "review", [FieldName.DATA]: { … } });
 *   }
 * }
 * ```
 */
export abstract class Agent<T extends Topology, A extends AgentName<T>> {
  readonly topology: T;
  readonly agentId: A;

  constructor(topology: T, agentId: A) {
    this.topology = topology;
    this.agentId = agentId;
  }

  /** The work itself. Throw to have the event retried and, in the end, handed to the dead letters. */
  abstract doWork(event: InputOf<T, A>, traceId: string, context: WorkContext<T, A>): Promise<void> | void;

  /** The hand-off of the protocol: read the incoming trace id, mint a new one, log both, work, publish with the new one. */
  async processEvent(
    event: InputOf<T, A>,
    delivery: DeliveryContext,
    environment: AgentEnvironment,
  ): Promise<Processed> {
    const { agentId } = this;
    const { [FieldName.TRACE_ID]: incomingTraceId }: EventEnvelope = event;
    const { eventId: cause, delivery: count } = delivery;
    const traceId = environment.traceIds.mint({ agent: agentId, cause, delivery: count });
    const hop = { agent: agentId, incoming_trace_id: incomingTraceId, current_trace_id: traceId };
    environment.log("info", "agent handoff", hop);
    const work = new Work({ agent: this, delivery, environment, traceId, incomingTraceId, hop });
    try {
      await environment.tracing.span(this.#span(event, delivery, traceId), (traceparent) => {
        work.traceparent = traceparent;
        return this.doWork(event, traceId, work);
      });
    } finally {
      work.isOver = true;
    }
    return { traceId, outputs: work.outputs };
  }

  #span(event: EventEnvelope, { eventId, entryId, delivery }: DeliveryContext, traceId: string): HopSpan {
    const { [FieldName.TRACE_ID]: incomingTraceId, [FieldName.TRACEPARENT]: traceparent } = event;
    const { agentId: agent, topology } = this;
    const route = topology.agents[agent];
    const input = { group: route?.group, entryId, delivery, traceId: incomingTraceId, traceparent };
    return { operation: "process", agent, stream: route?.consumes ?? "", traceId, eventId, input };
  }
}

interface WorkParts {
  readonly agent: { readonly topology: Topology; readonly agentId: string };
  readonly delivery: DeliveryContext;
  readonly environment: AgentEnvironment;
  readonly traceId: string;
  readonly incomingTraceId: string;
  /** What names the hop in a log line. */
  readonly hop: Readonly<Record<string, string>>;
}

/** One processing of one event: what the agent is lent for it, and what it has published so far. */
class Work {
  readonly eventId: string;
  readonly entryId: string;
  readonly delivery: number;
  readonly outputs: Output[] = [];
  /** W3C trace context of this processing, where somebody traces. */
  traceparent: string | undefined;
  /** Set when the work is done: what is published later would be lost. */
  isOver = false;
  readonly #parts: WorkParts;

  constructor(parts: WorkParts) {
    const { eventId, entryId, delivery } = parts.delivery;
    this.eventId = eventId;
    this.entryId = entryId;
    this.delivery = delivery;
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#parts.delivery.signal;
  }

  get log(): Log {
    const { environment, hop } = this.#parts;
    return (level, message, fields) => environment.log(level, message, { ...hop, ...fields });
  }

  readonly publish = (stream: string, draft: Publication["draft"]): void => {
    const { agent, environment, traceId, incomingTraceId: parentTraceId } = this.#parts;
    if (this.isOver) {
      throw new HandoffError(
        HandoffErrorCode.PUBLISH_TOO_LATE,
        `${agent.agentId} published on ${stream} after its work was over. Await everything that publishes in doWork.`,
      );
    }
    const eventId = derivedId(`${this.eventId}/${agent.agentId}/${String(this.outputs.length)}`);
    const { traceparent } = this;
    const publication = { stream, draft, eventId, traceId, parentTraceId, traceparent };
    this.outputs.push({ stream, fields: encodeDraft(agent, publication, environment) });
  };
}

/** A draft on its way to a stream. */
export interface Publication {
  readonly stream: string;
  readonly draft: Pick<EventEnvelope, typeof FieldName.TYPE | typeof FieldName.DATA>;
  readonly eventId: string;
  readonly traceId: string;
  readonly parentTraceId?: string;
  /** W3C trace context of the publishing step, where somebody traces. */
  readonly traceparent?: string | undefined;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The draft with the rest of its envelope, as the fields of an entry.
 *
 * @throws {ContractError} where the draft does not meet its schema.
 * @throws {HandoffError} `PUBLISH_NOT_ALLOWED`, `EVENT_TOO_LARGE`.
 */
export function encodeDraft(
  from: { readonly topology: Topology; readonly agentId: string },
  publication: Publication,
  { clock, maxEventBytes }: Pick<AgentEnvironment, "clock" | "maxEventBytes">,
): EntryFields {
  const { stream, draft, eventId, traceId, parentTraceId, traceparent } = publication;
  const { topology, agentId } = from;
  const events = topology.streams[stream];
  const allowed = topology.agents[agentId]?.publishes.includes(stream) === true;
  if (events === undefined || !allowed) {
    throw new HandoffError(
      HandoffErrorCode.PUBLISH_NOT_ALLOWED,
      `${agentId} may not publish on ${stream}. Add the stream to the agent's "publishes" in the topology.`,
    );
  }
  const event: Writable<PublishableEvent> = {
    [FieldName.TYPE]: draft[FieldName.TYPE],
    [FieldName.DATA]: draft[FieldName.DATA],
    [FieldName.TRACE_ID]: traceId,
    [FieldName.TIMESTAMP]: isoTime(clock.now()),
    [FieldName.SOURCE_AGENT]: agentId,
    [FieldName.EVENT_ID]: eventId,
  };
  if (parentTraceId !== undefined) event[FieldName.PARENT_TRACE_ID] = parentTraceId;
  if (traceparent !== undefined) event[FieldName.TRACEPARENT] = traceparent;
  const fields = encodeEvent(event, events);
  requireSize(fields, maxEventBytes, `an event of ${agentId} for ${stream}`);
  return fields;
}
