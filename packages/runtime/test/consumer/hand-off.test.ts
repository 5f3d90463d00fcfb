import { FieldName } from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, passOn, resultFields, review, Reviewer, TRACE } from "../lab.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

describe("the hand-off", () => {
  it("publishes with a new trace id whose parent is the incoming one", async () => {
    await bench.start([new Reviewer(passOn)]);
    await bench.add("s1");
    await bench.clock.advance(100);
    const [published] = await bench.read("reviews");
    expect(published).toMatchObject({
      [FieldName.TYPE]: "review",
      [FieldName.SOURCE_AGENT]: "Reviewer",
      [FieldName.PARENT_TRACE_ID]: TRACE,
    });
    expect(published?.[FieldName.TRACE_ID]).not.toBe(TRACE);
    expect(await bench.pending("results")).toBe(0);
  });

  it("logs both trace ids before the work, and works with the new one", async () => {
    const seen: string[] = [];
    await bench.start([
      new Reviewer((_event, traceId) => {
        seen.push(traceId, String(bench.lines.at(-1)?.message));
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(100);
    const [line] = bench.lines.filter(({ message }) => message === "agent handoff");
    expect(line).toEqual({
      level: "info",
      message: "agent handoff",
      fields: { agent: "Reviewer", incoming_trace_id: TRACE, current_trace_id: seen[0] },
    });
    expect(seen[1]).toBe("agent handoff");
  });

  it("names the hop in what the agent itself logs, also where it took the log out of its context", async () => {
    await bench.start([
      new Reviewer((_event, _traceId, { log }) => {
        log("warning", "level is high", { level: 5 });
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(100);
    const [handOff, line] = ["agent handoff", "level is high"].map((message) =>
      bench.lines.find((each) => each.message === message),
    );
    expect(line).toEqual({ level: "warning", message: "level is high", fields: { ...handOff?.fields, level: 5 } });
  });

  it("gives up an event whose processing yields nothing, and goes on", async () => {
    let forgets = true;
    const forgetful = new (class extends Reviewer {
      override async processEvent(...args: Parameters<Reviewer["processEvent"]>): ReturnType<Reviewer["processEvent"]> {
        const processed = await super.processEvent(...args);
        return forgets ? (undefined as never) : processed;
      }
    })(passOn);
    await bench.start([forgetful]);
    await bench.add("s1");
    await bench.clock.advance(60_000);
    const [letter] = await bench.read("dlq_events");
    expect(letter).toMatchObject({ [FieldName.ERROR_CODE]: "HANDLER_FAILED", [FieldName.RETRY_COUNT]: "3" });
    forgets = false;
    await bench.add("s2");
    await bench.clock.advance(100);
    expect([await bench.pending("results"), (await bench.read("reviews")).length]).toEqual([0, 1]);
  });

  it("goes on under an observer that throws, and tells so once", async () => {
    await bench.start([new Reviewer(passOn)], {
      observe: () => {
        throw new Error("full");
      },
    });
    await bench.add("s1");
    await bench.add("s2");
    await bench.clock.advance(100);
    expect([await bench.pending("results"), (await bench.read("reviews")).length]).toEqual([0, 2]);
    const told = bench.lines.filter(({ message }) => message.startsWith("the observer threw"));
    expect(told.map(({ level, fields }) => [level, fields?.[FieldName.ERROR]])).toEqual([["error", "full"]]);
  });

  it("gives outputs ids that a redelivery would derive again", async () => {
    await bench.start([new Reviewer(passOn)]);
    await bench.add("s1");
    await bench.clock.advance(100);
    const [first] = await bench.read("reviews");
    const again = new Bench();
    let failures = 1;
    await again.start([
      new Reviewer((event, traceId, context) => {
        if (failures-- > 0) throw new Error("not yet");
        return passOn(event, traceId, context);
      }),
    ]);
    await again.add("s1");
    await again.clock.advance(10_000);
    const [second] = await again.read("reviews");
    expect(second?.[FieldName.EVENT_ID]).toBe(first?.[FieldName.EVENT_ID]);
    await again.stop();
  });

  it("holds what a handler publishes until it returns", async () => {
    let release: (() => void) | undefined;
    await bench.start([
      new Reviewer(async (event, traceId, context) => {
        await passOn(event, traceId, context);
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(100);
    expect(await bench.read("reviews")).toEqual([]);
    expect(await bench.pending("results")).toBe(1);
    release?.();
    await bench.clock.advance(100);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
    expect(await bench.pending("results")).toBe(0);
  });

  it("publishes nothing of a handler that throws after publishing", async () => {
    await bench.start([
      new Reviewer((event, traceId, context) => {
        void passOn(event, traceId, context);
        throw new Error("after publishing");
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(60_000);
    expect(await bench.read("reviews")).toEqual([]);
    expect(await bench.read("dlq_events")).toHaveLength(1);
  });

  it("refuses to publish on a stream that is not the agent's", async () => {
    await bench.start([
      new Reviewer((_event, _traceId, context) => {
        context.publish("results" as never, review("s1"));
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(60_000);
    expect(await bench.samples("results")).toEqual(["s1"]);
    expect(bench.of("dead_lettered")).toMatchObject([{ code: "PUBLISH_NOT_ALLOWED" }]);
  });

  it("refuses to publish once the work is over", async () => {
    let late: (() => void) | undefined;
    await bench.start([
      new Reviewer((_event, _traceId, context) => {
        late = () => {
          context.publish("reviews", review("late"));
        };
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(100);
    expect(late).toThrow(expect.objectContaining({ code: "PUBLISH_TOO_LATE" }));
    expect(await bench.read("reviews")).toEqual([]);
  });

  it("gives an output that breaks its schema up at once: trying again cannot help", async () => {
    await bench.start([
      new Reviewer((_event, _traceId, context) => {
        context.publish("reviews", { [FieldName.TYPE]: "review", [FieldName.DATA]: {} } as never);
      }),
    ]);
    await bench.add("s1");
    await bench.clock.advance(100);
    expect(bench.of("dead_lettered")).toMatchObject([{ code: "DATA_INVALID", retryCount: 0 }]);
    expect(bench.of("retry_scheduled")).toEqual([]);
  });

  it("hands off in the order of the stream", async () => {
    const samples = Array.from({ length: 150 }, (_, index) => `s${String(index)}`);
    await bench.start([new Reviewer(passOn)]);
    await bench.add(...samples);
    await bench.clock.advance(1_000);
    expect(await bench.samples("reviews")).toEqual(samples);
  });

  it("creates the groups before anything can be published, so that none misses the first event", async () => {
    await bench.start([]);
    await bench.add("s1");
    await bench.start([new Reviewer(passOn)]);
    await bench.clock.advance(100);
    expect(await bench.samples("reviews")).toEqual(["s1"]);
  });

  it.each([
    ["$", []],
    ["0", ["s0"]],
  ] as const)("starts a new group at %s", async (startFrom, expected) => {
    await bench.add("s0");
    await bench.start([new Reviewer(passOn)], { startFrom });
    await bench.clock.advance(2_000);
    expect(await bench.samples("reviews")).toEqual(expected);
  });

  it("keeps the hop for lineage", async () => {
    await bench.start([new Reviewer(passOn)]);
    await bench.add("s1");
    await bench.clock.advance(100);
    const [published] = await bench.read("reviews");
    const hop = await bench.store.hop(published?.[FieldName.TRACE_ID] ?? "");
    expect(hop).toMatchObject({ agent: "Reviewer", parentTraceId: TRACE, outcome: "handed_off" });
    expect(await bench.store.children(TRACE)).toEqual([hop?.traceId]);
  });

  it("counts for the registry without a call of its own", async () => {
    await bench.start([new Reviewer(passOn)]);
    await bench.add("s1", "s2");
    await bench.clock.advance(100);
    expect(await bench.states.get("Reviewer")).toMatchObject({ events: 2, errors: 0 });
  });
});

describe("an entry that breaks its contract", () => {
  const broken = {
    "not JSON": { ...resultFields("s1"), [FieldName.DATA]: "{" },
    "an unknown type": { ...resultFields("s1"), [FieldName.TYPE]: "rumour" },
    "a malformed trace id": { ...resultFields("s1"), [FieldName.TRACE_ID]: "none" },
    "no fields of ours": { hello: "world" },
  };
  it.each(Object.entries(broken))("becomes a dead letter at once: %s; the chain goes on", async (_name, fields) => {
    await bench.start([new Reviewer(passOn)]);
    await bench.store.append({ stream: "results", fields, eventId: "broken" });
    await bench.add("s2");
    await bench.clock.advance(100);
    expect(await bench.samples("reviews")).toEqual(["s2"]);
    const [letter] = await bench.read("dlq_events");
    expect(letter).toMatchObject({
      [FieldName.RETRY_COUNT]: "0",
      [FieldName.SOURCE_STREAM]: "results",
      [FieldName.CONSUMER_GROUP]: "reviewing_agents",
      [FieldName.AGENT]: "Reviewer",
    });
    expect(JSON.parse(letter?.[FieldName.FAILED_EVENT] ?? "")).toEqual(fields);
    expect(await bench.pending("results")).toBe(0);
  });
});
