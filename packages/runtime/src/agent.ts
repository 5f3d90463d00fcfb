import {
  type AgentName,
  type DraftOf,
  encodeEvent,
  type EntryFields,
  type EventEnvelope,
  FieldName,
  type InputOf,
  type OutputStreamOf,
  type Topology,
} from "@handoff/contracts";
import { parse as uuidBytes, v5 as uuidV5 } from "uuid";
import { HandoffError, HandoffErrorCode } from "./errors.js";
import { requireSize } from "./event-size.js";
import type { Log } from "./observability/log.js";
import type { HopSpan, Tracing } from "./observability/tracing.js";
import type { Clock } from "./ports/clock.js";
import type { Output } from "./ports/event-store.js";
import type { TraceIds } from "./ports/trace-ids.js";

/** Name space of the ids that the runtime derives (UUID version 5). */
const EVENT_ID_NAMESPACE = uuidBytes("5d0c1f1e-6a53-4e0b-9a6b-3d1f6b1c7a10");

/** An id that is the same whenever it is derived from the same name: a redelivered event derives equal ones. */
export function derivedId(name: string): string {
  return uuidV5(Buffer.from(name), EVENT_ID_NAMESPACE);
}

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
    const { [FieldName.TRACE_ID]: incomingTraceId }: EventEnvelope = event;
    const traceId = environment.traceIds.mint({
      agent: this.agentId,
      cause: delivery.eventId,
      delivery: delivery.delivery,
    });
    environment.log("info", "agent handoff", {
      agent: this.agentId,
      incoming_trace_id: incomingTraceId,
      current_trace_id: traceId,
    });
    const outputs: Output[] = [];
    let open = true;
    let traceparent: string | undefined;
    const publish = <S extends OutputStreamOf<T, A>>(stream: S, draft: DraftOf<T, S>): void => {
      if (!open) {
        throw new HandoffError(
          HandoffErrorCode.PUBLISH_TOO_LATE,
          `${this.agentId} published on ${stream} after its work was over. Await everything that publishes in doWork.`,
        );
      }
      const eventId = derivedId(`${delivery.eventId}/${this.agentId}/${String(outputs.length)}`);
      const publication = { stream, draft, eventId, traceId, parentTraceId: incomingTraceId, traceparent };
      outputs.push({ stream, fields: encodeDraft(this, publication, environment) });
    };
    const context: WorkContext<T, A> = {
      eventId: delivery.eventId,
      entryId: delivery.entryId,
      delivery: delivery.delivery,
      get signal() {
        return delivery.signal;
      },
      publish,
    };
    try {
      await environment.tracing.span(this.#span(event, delivery, traceId), (given) => {
        traceparent = given;
        return this.doWork(event, traceId, context);
      });
    } finally {
      open = false;
    }
    return { traceId, outputs };
  }

  #span(event: EventEnvelope, { eventId, entryId, delivery }: DeliveryContext, traceId: string): HopSpan {
    const { [FieldName.TRACE_ID]: incomingTraceId, [FieldName.TRACEPARENT]: traceparent } = event;
    const { agentId: agent, topology } = this;
    const route = topology.agents[agent];
    const input = { group: route?.group, entryId, delivery, traceId: incomingTraceId, traceparent };
    return { operation: "process", agent, stream: route?.consumes ?? "", traceId, eventId, input };
  }
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
  const fields = encodeEvent(
    {
      [FieldName.TYPE]: draft[FieldName.TYPE],
      [FieldName.DATA]: draft[FieldName.DATA],
      [FieldName.TRACE_ID]: traceId,
      [FieldName.TIMESTAMP]: new Date(clock.now()).toISOString(),
      [FieldName.SOURCE_AGENT]: agentId,
      [FieldName.EVENT_ID]: eventId,
      ...(parentTraceId === undefined ? {} : { [FieldName.PARENT_TRACE_ID]: parentTraceId }),
      ...(traceparent === undefined ? {} : { [FieldName.TRACEPARENT]: traceparent }),
    },
    events,
  );
  requireSize(fields, maxEventBytes, `an event of ${agentId} for ${stream}`);
  return fields;
}
