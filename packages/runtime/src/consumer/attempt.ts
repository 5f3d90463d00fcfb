import { inspect } from "node:util";
import {
  ContractError,
  decodeEvent,
  type EventEnvelope,
  type EventSet,
  FieldName,
  type Topology,
} from "@handoff/contracts";
import type { AgentEnvironment, DeliveryContext, Processed } from "../agent.js";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import { requireSize } from "../event-size.js";
import type { Delivery } from "../ports/event-store.js";
import { placedId } from "../ports/placed-id.js";
import type { EntryInHand } from "./entry-in-hand.js";

/** Any agent, whatever it reads: the consumer hands it only what its own stream's events decoded to. */
export interface ConsumingAgent {
  readonly topology: Topology;
  readonly agentId: string;
  processEvent(event: never, delivery: DeliveryContext, environment: AgentEnvironment): Promise<Processed>;
}

/** What came of one delivery. */
export type Attempt =
  | {
      readonly kind: "done";
      readonly delivery: Delivery;
      readonly parentTraceId: string;
      readonly processed: Processed;
      /** How long the agent took, in milliseconds. */
      readonly durationMs: number;
    }
  /** It can never succeed: a broken contract, or a delivery count that says it takes the process down. */
  | { readonly kind: "poison"; readonly delivery: Delivery; readonly parentTraceId?: string; readonly error: Error }
  /** It may succeed another time; in an outage of the store it is not the event's fault. */
  | {
      readonly kind: "failed";
      readonly delivery: Delivery;
      readonly parentTraceId: string;
      readonly error: Error;
      readonly outage: boolean;
    }
  /** A replay for another group of the stream. */
  | { readonly kind: "passed_over"; readonly delivery: Delivery; readonly parentTraceId?: string }
  /** It was cut short: the lease is lost, or the runtime drains. */
  | { readonly kind: "abandoned"; readonly delivery: Delivery };

/** The outcome of an attempt after which the entry is settled. */
export type Terminal = Exclude<Attempt, { readonly kind: "abandoned" }>;

/** What an attempt needs to know besides the entry. */
export interface AttemptSetting {
  readonly agent: ConsumingAgent;
  readonly stream: string;
  readonly group: string;
  readonly partition?: number | undefined;
  readonly events: EventSet;
  readonly environment: AgentEnvironment;
  /** Deliveries after which an entry is given up unseen. */
  readonly maxDeliveries: number;
}

/** The event of an entry, or that there is none which this group could ever process. */
export type Decoded = { readonly event: EventEnvelope } | Extract<Attempt, { readonly kind: "poison" | "passed_over" }>;

/** Reads the event in an entry; never throws. */
export function decode(delivery: Delivery, setting: AttemptSetting): Decoded {
  const { stream, group, events, maxDeliveries, environment } = setting;
  const { [FieldName.REPLAY_GROUP]: meantFor = group, [FieldName.TRACE_ID]: cause } = delivery.fields;
  if (meantFor !== group) {
    return { kind: "passed_over", delivery, ...(cause === undefined ? {} : { parentTraceId: cause.toLowerCase() }) };
  }
  let event: EventEnvelope;
  try {
    requireSize(delivery.fields, environment.maxEventBytes, `entry ${delivery.id} of ${stream}`);
    event = decodeEvent(delivery.fields, events, delivery.id);
  } catch (error) {
    return { kind: "poison", delivery, error: asError(error) };
  }
  if (delivery.deliveries <= maxDeliveries) return { event };
  const { [FieldName.TRACE_ID]: parentTraceId } = event;
  const times = String(delivery.deliveries);
  const error = new HandoffError(
    HandoffErrorCode.DELIVERY_LIMIT,
    `an entry of ${stream} was delivered ${times} times and never settled. It stops the process or outlives its lease: look at the handler, then replay.`,
  );
  return { kind: "poison", delivery, parentTraceId, error };
}

/** Has the agent process the event of an entry; never rejects. */
export function attempt(entry: EntryInHand, event: EventEnvelope, setting: AttemptSetting): Promise<Attempt> {
  const { agent, stream, partition, environment } = setting;
  const { delivery } = entry;
  if (entry.isLost) return Promise.resolve({ kind: "abandoned", delivery });
  const entryId = placedId(delivery.id, partition);
  const { [FieldName.TRACE_ID]: parentTraceId, [FieldName.EVENT_ID]: eventId = `${stream}/${entryId}` } = event;
  const begunAt = environment.clock.now();
  // By hand rather than with await: it is done for every event, and a promise more is a tenth of what it costs.
  return new Promise((resolve) => {
    const failed = (cause: unknown): void => {
      resolve(entry.isLost ? { kind: "abandoned", delivery } : failureOf(asError(cause), delivery, parentTraceId));
    };
    entry.onLost = () => resolve({ kind: "abandoned", delivery });
    try {
      agent
        .processEvent(event as never, new HeldDelivery(entry, { eventId, entryId }), environment)
        .then((processed: unknown) => {
          if (!isProcessed(processed)) {
            failed(nothingYielded(agent.agentId));
            return;
          }
          const durationMs = environment.clock.now() - begunAt;
          resolve({ kind: "done", delivery, parentTraceId, processed, durationMs });
        }, failed);
    } catch (cause) {
      failed(cause);
    }
  });
}

/** What a handler is told of the entry that it works on. */
class HeldDelivery implements DeliveryContext {
  readonly eventId: string;
  readonly entryId: string;
  readonly delivery: number;
  readonly #entry: EntryInHand;

  constructor(entry: EntryInHand, { eventId, entryId }: Pick<DeliveryContext, "eventId" | "entryId">) {
    this.eventId = eventId;
    this.entryId = entryId;
    this.delivery = entry.delivery.deliveries;
    this.#entry = entry;
  }

  get signal(): AbortSignal {
    return this.#entry.signal;
  }
}

/** An agent of one's own, in JavaScript, may override the method and forget what it yields. */
function isProcessed(result: unknown): result is Processed {
  return typeof result === "object" && result !== null && "traceId" in result && "outputs" in result;
}

function nothingYielded(agent: string): HandoffError {
  return new HandoffError(
    HandoffErrorCode.HANDLER_FAILED,
    `processEvent of ${agent} yielded no trace id and outputs. Return what Agent.processEvent yields, or override doWork alone.`,
  );
}

function failureOf(error: Error, delivery: Delivery, parentTraceId: string): Attempt {
  if (isPermanent(error)) return { kind: "poison", delivery, parentTraceId, error };
  return { kind: "failed", delivery, parentTraceId, error, outage: isOutage(error) };
}

/** Failures that the same event meets again however often it is tried. */
const PERMANENT: ReadonlySet<HandoffErrorCode> = new Set([
  HandoffErrorCode.EVENT_TOO_LARGE,
  HandoffErrorCode.IDEMPOTENCY_CONFLICT,
  HandoffErrorCode.PUBLISH_NOT_ALLOWED,
  HandoffErrorCode.PUBLISH_TOO_LATE,
]);

function isPermanent(error: Error): boolean {
  return error instanceof ContractError || (error instanceof HandoffError && PERMANENT.has(error.code));
}

function isOutage(error: Error): boolean {
  return error instanceof HandoffError && error.code === HandoffErrorCode.STORE_UNAVAILABLE;
}

/** What was thrown, as an error with a stable code where it is none of its own. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new HandoffError(
    HandoffErrorCode.HANDLER_FAILED,
    `the handler threw ${inspect(thrown)}, which is not an Error. Throw Error objects.`,
  );
}
