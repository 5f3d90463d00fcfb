import { decodeEvent, type EventEnvelope, type EventSet, FieldName } from "@handoff/contracts";
import {
  Agent,
  createRuntime,
  type EventStore,
  hopIdGenerator,
  Producer,
  type ProducerContext,
  type Runtime,
  type RuntimeOptions,
} from "@handoff/runtime";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { memoryFixture } from "../adapters/memory/memory-fixture.js";
import type { StoreFixture } from "../conformance/fixture.js";
import { Bench, type Lab, labTopology, passOn, resultFields, review, Reviewer } from "../lab.js";
import { redisFixture } from "../redis-fixture.js";

class Analyser extends Producer<Lab, "Analyser"> {
  override async produce(producer: ProducerContext<Lab, "Analyser">): Promise<void> {
    const { [FieldName.DATA]: data } = review("S-1");
    await producer.publish("results", { [FieldName.TYPE]: "result", [FieldName.DATA]: data }, "S-1");
  }
}

class Archive extends Agent<Lab, "Archive"> {
  override doWork(): void {
    trace.getTracer("the archive's own").startSpan("store").end();
  }
}

const chain = (): RuntimeOptions["agents"] => [
  new Analyser(labTopology, "Analyser"),
  new Reviewer(passOn),
  new Archive(labTopology, "Archive"),
];

const exporter = new InMemorySpanExporter();
const providerOf = (ratio: number, idGenerator = hopIdGenerator): BasicTracerProvider =>
  new BasicTracerProvider({
    idGenerator,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(providerOf(1));
});
afterAll(() => {
  trace.disable();
  context.disable();
});
beforeEach(() => {
  exporter.reset();
});

const spanOf = (name: string): ReadableSpan => {
  const found = exporter.getFinishedSpans().filter((span) => span.name === name);
  const [span] = found;
  if (span === undefined || found.length > 1) {
    throw new Error(
      `${String(found.length)} spans ${name} of ${exporter
        .getFinishedSpans()
        .map((one) => one.name)
        .join()}`,
    );
  }
  return span;
};

const eventOn = async (store: EventStore, stream: "results" | "reviews"): Promise<EventEnvelope> => {
  const [entry] = await store.range({ stream, from: "-", to: "+", count: 1 });
  return decodeEvent(entry?.fields ?? {}, labTopology.streams[stream] as EventSet, entry?.id ?? "");
};

/** The W3C form of an event's trace id. */
const w3c = ({ [FieldName.TRACE_ID]: traceId }: EventEnvelope): string => traceId.replaceAll("-", "");
const traceparentOf = (span: ReadableSpan): string =>
  `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;

describe.each([
  ["memory", memoryFixture],
  ["Redis", redisFixture],
] as const)("a chain over %s", (_name, open: () => Promise<StoreFixture> | StoreFixture) => {
  let fixture: StoreFixture;
  let runtime: Runtime;
  beforeEach(async () => {
    fixture = await open();
  });
  afterEach(async () => {
    await runtime.stop();
    await fixture.dispose();
  });

  const run = async (tracing: RuntimeOptions["tracing"] = {}): Promise<void> => {
    const { store, states } = fixture;
    runtime = createRuntime({ topology: labTopology, agents: chain(), store, states, tracing });
    await runtime.start();
    await runtime.completed();
  };

  it("is one trace a hop, each with the hop's id, linked to the one before", async () => {
    await run();
    const [published, reviewed, archived] = [
      spanOf("publish results"),
      spanOf("process results"),
      spanOf("process reviews"),
    ];
    const [result, reviewEvent] = [await eventOn(fixture.store, "results"), await eventOn(fixture.store, "reviews")];
    expect(published.spanContext().traceId).toBe(w3c(result));
    expect(reviewed.spanContext().traceId).toBe(w3c(reviewEvent));
    expect([published, reviewed, archived].map((span) => span.parentSpanContext)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(published.links).toEqual([]);
    for (const [span, cause] of [
      [reviewed, published],
      [archived, reviewed],
    ] as const) {
      const { traceId, spanId } = cause.spanContext();
      expect(span.links.map((link) => link.context)).toMatchObject([{ traceId, spanId, traceFlags: 1 }]);
    }
    expect(result[FieldName.TRACEPARENT]).toBe(traceparentOf(published));
    expect(reviewEvent[FieldName.TRACEPARENT]).toBe(traceparentOf(reviewed));
    expect(new Set([published, reviewed, archived].map((span) => span.spanContext().traceId)).size).toBe(3);
  });

  it("is one trace as a whole in parent mode", async () => {
    await run({ mode: "parent" });
    const [published, reviewed, archived] = [
      spanOf("publish results"),
      spanOf("process results"),
      spanOf("process reviews"),
    ];
    expect(published.parentSpanContext).toBeUndefined();
    expect(reviewed.parentSpanContext?.spanId).toBe(published.spanContext().spanId);
    expect(archived.parentSpanContext?.spanId).toBe(reviewed.spanContext().spanId);
    expect(published.spanContext().traceId).toBe(w3c(await eventOn(fixture.store, "results")));
    for (const span of [reviewed, archived]) {
      expect(span.spanContext().traceId).toBe(published.spanContext().traceId);
      expect(span.links).toEqual([]);
    }
  });

  it("tells what was done to what by the semantic conventions", async () => {
    await run();
    const [result] = await fixture.store.range({ stream: "results", from: "-", to: "+", count: 1 });
    const [incoming, outgoing] = [await eventOn(fixture.store, "results"), await eventOn(fixture.store, "reviews")];
    const span = spanOf("process results");
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(span.attributes).toEqual({
      "messaging.system": "redis",
      "messaging.system.name": "redis",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": "results",
      "messaging.consumer.group.name": "reviewing_agents",
      "messaging.message.id": result?.id,
      "handoff.agent": "Reviewer",
      "handoff.trace_id": outgoing[FieldName.TRACE_ID],
      "handoff.parent_trace_id": incoming[FieldName.TRACE_ID],
      "handoff.event_id": incoming[FieldName.EVENT_ID],
      "handoff.delivery": 1,
    });
    const published = spanOf("publish results");
    expect(published.kind).toBe(SpanKind.PRODUCER);
    expect(published.attributes).toMatchObject({
      "messaging.operation.name": "publish",
      "messaging.operation.type": "send",
      "messaging.destination.name": "results",
      "handoff.agent": "Analyser",
    });
  });

  it("has the work's own spans below the hop's", async () => {
    await run();
    const hop = spanOf("process reviews").spanContext();
    expect(spanOf("store").parentSpanContext).toMatchObject({ traceId: hop.traceId, spanId: hop.spanId });
  });
});

describe("a hop", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.stop());

  const process = async (traceparent: string, options: Partial<RuntimeOptions> = {}): Promise<void> => {
    const fields = { ...resultFields("a"), [FieldName.TRACEPARENT]: traceparent };
    await bench.store.append({ stream: "results", fields, eventId: "a" });
    await bench.start([new Reviewer(passOn)], { startFrom: "0", ...options });
    await bench.clock.advance(1_000);
  };
  const FOREIGN = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

  it("links to what a foreign producer traced", async () => {
    await process(`00-${FOREIGN.traceId}-${FOREIGN.spanId}-01`);
    expect(spanOf("process results").links.map((link) => link.context)).toMatchObject([FOREIGN]);
  });

  it("is the child of what a foreign producer traced in parent mode", async () => {
    await process(`00-${FOREIGN.traceId}-${FOREIGN.spanId}-01`, { tracing: { mode: "parent" } });
    expect(spanOf("process results").parentSpanContext).toMatchObject(FOREIGN);
  });

  it.each([
    "garbage",
    `ff-${FOREIGN.traceId}-${FOREIGN.spanId}-01`,
    `00-${"0".repeat(32)}-${FOREIGN.spanId}-01`,
    `00-${FOREIGN.traceId}-${"0".repeat(16)}-01`,
  ])("takes %s for no trace at all", async (traceparent) => {
    await process(traceparent);
    expect(spanOf("process results").links).toEqual([]);
    expect(await bench.samples("reviews")).toEqual(["a"]);
  });

  it("tells of each failed attempt, with its code", async () => {
    await bench.add("a");
    const failing = new Reviewer(() => Promise.reject(new Error("out of reagent")));
    await bench.start([failing], { startFrom: "0", limits: { retries: 1 } });
    await bench.clock.advance(60_000);
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ attributes }) => attributes["handoff.delivery"])).toEqual([1, 2]);
    for (const span of spans) {
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: "out of reagent" });
      expect(span.attributes["error.type"]).toBe("HANDLER_FAILED");
      expect(span.events.map(({ name }) => name)).toEqual(["exception"]);
    }
  });

  it("leaves sampling to the root sampler, and says in the traceparent what it chose", async () => {
    await process("garbage", { tracing: { provider: providerOf(0) } });
    expect(exporter.getFinishedSpans()).toEqual([]);
    const [fields] = await bench.read("reviews");
    expect(fields?.[FieldName.TRACEPARENT]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it("says once that the SDK gives other ids, and how to mend it", async () => {
    let count = 0;
    const own = {
      ...hopIdGenerator,
      generateTraceId: () => (++count).toString(16).padStart(32, "0"),
    };
    await bench.add("b");
    await process("garbage", { tracing: { provider: providerOf(1, own) } });
    expect(exporter.getFinishedSpans().map((span) => span.attributes["handoff.trace_id"])).toHaveLength(2);
    const warnings = bench.lines.filter(({ level }) => level === "warning");
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining("hopIdGenerator")]);
  });
});

describe("without an SDK", () => {
  it("nothing is written and nothing is traced", async () => {
    trace.disable();
    const bench = new Bench();
    await bench.add("a");
    await bench.start([new Reviewer(passOn)], { startFrom: "0" });
    await bench.clock.advance(1_000);
    const [fields] = await bench.read("reviews");
    expect(fields).toBeDefined();
    expect(fields).not.toHaveProperty(FieldName.TRACEPARENT);
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(bench.lines.filter(({ level }) => level === "warning")).toEqual([]);
    await bench.stop();
  });
});
