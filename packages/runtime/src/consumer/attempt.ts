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
import type { Delivery } from "../ports/event-store.js";

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
  /** It was cut short: the lease is lost, or the runtime drains. */
  | { readonly kind: "abandoned"; readonly delivery: Delivery };

/** What an attempt needs to know besides the delivery. */
export interface AttemptSetting {
  readonly agent: ConsumingAgent;
  readonly stream: string;
  readonly events: EventSet;
  readonly environment: AgentEnvironment;
  /** Deliveries after which an entry is given up unseen. */
  readonly maxDeliveries: number;
}

/** Decodes an entry and has the agent process it; never rejects. */
export async function attempt(delivery: Delivery, signal: AbortSignal, setting: AttemptSetting): Promise<Attempt> {
  const { agent, stream, events, environment, maxDeliveries } = setting;
  if (signal.aborted) return { kind: "abandoned", delivery };
  let event: EventEnvelope;
  try {
    event = decodeEvent(delivery.fields, events, delivery.id);
  } catch (error) {
    return { kind: "poison", delivery, error: asError(error) };
  }
  const { [FieldName.TRACE_ID]: parentTraceId, [FieldName.EVENT_ID]: givenId } = event;
  if (delivery.deliveries > maxDeliveries) {
    return {
      kind: "poison",
      delivery,
      parentTraceId,
      error: new HandoffError(
        HandoffErrorCode.DELIVERY_LIMIT,
        `delivered ${String(delivery.deliveries)} times and never settled. It stops the process or outlives its lease: look at the handler, then replay.`,
      ),
    };
  }
  const { id: entryId, deliveries } = delivery;
  const context = { eventId: givenId ?? `${stream}/${entryId}`, entryId, delivery: deliveries, signal };
  const begunAt = environment.clock.now();
  try {
    const processed = await orAborted(agent.processEvent(event as never, context, environment), signal);
    if (processed === undefined) return { kind: "abandoned", delivery };
    return { kind: "done", delivery, parentTraceId, processed, durationMs: environment.clock.now() - begunAt };
  } catch (cause) {
    if (signal.aborted) return { kind: "abandoned", delivery };
    const error = asError(cause);
    if (isPermanent(error)) return { kind: "poison", delivery, parentTraceId, error };
    return { kind: "failed", delivery, parentTraceId, error, outage: isOutage(error) };
  }
}

/** The result, or nothing once the signal fires: a handler that never returns must not hold the others up. */
async function orAborted<R>(work: Promise<R>, signal: AbortSignal): Promise<R | undefined> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => {
      resolve(undefined);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
    // Nobody waits for it any more; a late failure must not end the process.
    if (signal.aborted) work.catch(() => undefined);
  }
}

/** Failures that the same event meets again however often it is tried. */
const PERMANENT: ReadonlySet<HandoffErrorCode> = new Set([
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

function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new HandoffError(
    HandoffErrorCode.HANDLER_FAILED,
    `the handler threw ${inspect(thrown)}, which is not an Error. Throw Error objects.`,
  );
}
