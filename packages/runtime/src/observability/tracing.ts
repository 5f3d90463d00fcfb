import {
  type Attributes,
  context,
  type Context,
  INVALID_TRACEID,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider,
} from "@opentelemetry/api";
import { codeOf } from "../consumer/dead-letter-output.js";
import { choosingTraceId, w3cTraceId } from "./hop-id-generator.js";
import type { Log } from "./log.js";

export interface TracingOptions {
  /**
   * `link` (default): each hop is a trace of its own, whose id is the hop's trace id without dashes, and links to the hop
   * that caused it. `parent`: a chain is one trace, each hop the child of the one that caused it.
   */
  readonly mode?: "link" | "parent";
  /** Where spans go (default: the provider that the process has registered with OpenTelemetry; without one, nowhere). */
  readonly provider?: TracerProvider;
}

/** A step of a chain that gets a span. */
export interface HopSpan {
  readonly operation: "process" | "publish";
  readonly agent: string;
  /** The stream that is read or published on. */
  readonly stream: string;
  /** The hop's own trace id. */
  readonly traceId: string;
  readonly eventId: string;
  /** What is processed; absent where a chain starts. */
  readonly input?: {
    readonly group: string | undefined;
    readonly entryId: string;
    readonly delivery: number;
    readonly traceId: string;
    /** W3C trace context that came with the event. */
    readonly traceparent: string | undefined;
  };
}

/** The API's own provider, which hands on to the one that the process has registered, once it has. */
interface Delegating {
  getDelegateTracer(name: string): Tracer | undefined;
}

/** What the tracer is called in OpenTelemetry. */
const LIBRARY = "@handoff/runtime";

/** OpenTelemetry spans of hops, through its API alone: without an SDK in the process nothing happens. */
export class Tracing {
  readonly #mode: "link" | "parent";
  /** The API's own, where no provider is given, finds the one that the process registers, whenever it does. */
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #log: Log;
  #toldOfIds = false;

  constructor({ mode = "link", provider, log = () => undefined }: TracingOptions & { readonly log?: Log } = {}) {
    this.#mode = mode;
    this.#provider = provider ?? trace.getTracerProvider();
    this.#tracer = this.#provider.getTracer(LIBRARY);
    this.#log = log;
  }

  /**
   * Does the work of a hop within its span; what fails is noted on it and goes on.
   *
   * @param work Is given the W3C trace context for what it publishes; undefined where nobody traces.
   */
  span<R>(hop: HopSpan, work: (traceparent: string | undefined) => Promise<R> | R): Promise<R> | R {
    return this.#isWatched ? this.#within(this.#start(hop), work) : work(undefined);
  }

  /** Whether there is anybody whom a span would reach: the API's own provider tells, any other is somebody. */
  get #isWatched(): boolean {
    const provider: TracerProvider & Partial<Delegating> = this.#provider;
    return provider.getDelegateTracer === undefined || provider.getDelegateTracer(LIBRARY) !== undefined;
  }

  async #within<R>(span: Span, work: (traceparent: string | undefined) => Promise<R> | R): Promise<R> {
    if (!span.isRecording() && span.spanContext().traceId === INVALID_TRACEID) return work(undefined);
    try {
      return await context.with(trace.setSpan(context.active(), span), () => work(traceparentOf(span.spanContext())));
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      span.recordException(cause);
      span.setAttribute("error.type", codeOf(cause));
      span.setStatus({ code: SpanStatusCode.ERROR, message: cause.message });
      throw error;
    } finally {
      span.end();
    }
  }

  #start(hop: HopSpan): Span {
    const name = `${hop.operation} ${hop.stream}`;
    const kind = hop.operation === "process" ? SpanKind.CONSUMER : SpanKind.PRODUCER;
    const attributes = attributesOf(hop);
    const cause = hop.input === undefined ? trace.getSpanContext(context.active()) : parsed(hop.input.traceparent);
    if (this.#mode === "parent") {
      const parent: Context = cause === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, cause);
      return choosingTraceId(hop.traceId, () => this.#tracer.startSpan(name, { kind, attributes }, parent));
    }
    const links = cause === undefined ? [] : [{ context: cause }];
    const options = { kind, attributes, links, root: true };
    const span = choosingTraceId(hop.traceId, () => this.#tracer.startSpan(name, options, ROOT_CONTEXT));
    this.#checkId(span.spanContext(), hop);
    return span;
  }

  #checkId(found: SpanContext, { agent, traceId }: HopSpan): void {
    if (this.#toldOfIds || found.traceId === INVALID_TRACEID || found.traceId === w3cTraceId(traceId)) return;
    this.#toldOfIds = true;
    this.#log("warning", "spans have other trace ids than their hops: give OpenTelemetry's SDK hopIdGenerator", {
      agent,
      trace_id: traceId,
      span_trace_id: found.traceId,
    });
  }
}

/** By the semantic conventions for messaging; `messaging.system` is the older name, which collectors still look for. */
function attributesOf({ operation, agent, stream, traceId, eventId, input }: HopSpan): Attributes {
  const attributes: Attributes = {
    "messaging.system": "redis",
    "messaging.system.name": "redis",
    "messaging.operation.name": operation,
    "messaging.operation.type": operation === "process" ? "process" : "send",
    "messaging.destination.name": stream,
    "handoff.agent": agent,
    "handoff.trace_id": traceId,
    "handoff.event_id": eventId,
  };
  if (input === undefined) return attributes;
  attributes["messaging.message.id"] = input.entryId;
  attributes["handoff.parent_trace_id"] = input.traceId;
  attributes["handoff.delivery"] = input.delivery;
  if (input.group !== undefined) attributes["messaging.consumer.group.name"] = input.group;
  return attributes;
}

function parsed(traceparent: string | undefined): SpanContext | undefined {
  const [version, traceId = "", spanId = "", flags = ""] = traceparent?.split("-") ?? [];
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return version !== "ff" && isSpanContextValid(found) ? found : undefined;
}

function traceparentOf(span: SpanContext): string | undefined {
  if (!isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`;
}
