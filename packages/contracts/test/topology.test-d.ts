import {
  type AgentName,
  defineTopology,
  type DraftOf,
  type FieldName,
  type GradeData,
  type InputOf,
  type OutputStreamOf,
  type ReferenceTopology,
  type StreamName,
  type TradeExecution,
  type TradingDecisionData,
  type TradingSignal,
  tradingDecision,
  tradingSignal,
  Stream,
} from "@handoff/contracts";
import { describe, expectTypeOf, it } from "vitest";

describe("defineTopology", () => {
  it("refuses a stream that no agent consumes", () => {
    defineTopology({
      streams: { [Stream.SIGNALS]: [tradingSignal], [Stream.DECISIONS]: [tradingDecision] },
      // @ts-expect-error nobody consumes decisions
      agents: {
        Maker: { publishes: [Stream.SIGNALS, Stream.DECISIONS] },
        Reader: { consumes: Stream.SIGNALS, group: "reading_agents", publishes: [] },
      },
    });
  });

  it("refuses to consume a stream that does not exist", () => {
    defineTopology({
      streams: { [Stream.SIGNALS]: [tradingSignal] },
      agents: {
        Reader: { consumes: Stream.SIGNALS, group: "reading_agents", publishes: [] },
        // @ts-expect-error there is no such stream
        Lost: { consumes: Stream.GRADES, group: "lost_agents", publishes: [] },
      },
    });
  });

  it("refuses to publish on a stream that does not exist", () => {
    defineTopology({
      streams: { [Stream.SIGNALS]: [tradingSignal] },
      // @ts-expect-error there is no such stream
      agents: { Reader: { consumes: Stream.SIGNALS, group: "reading_agents", publishes: [Stream.GRADES] } },
    });
  });

  it("refuses a consumer without a group and a group without a consumer", () => {
    defineTopology({
      streams: { [Stream.SIGNALS]: [tradingSignal] },
      // @ts-expect-error the group is missing
      agents: { Reader: { consumes: Stream.SIGNALS, publishes: [] } },
    });
    defineTopology({
      streams: { [Stream.SIGNALS]: [tradingSignal] },
      agents: {
        Reader: { consumes: Stream.SIGNALS, group: "reading_agents", publishes: [] },
        // @ts-expect-error a group reads a stream
        Idle: { group: "idle_agents", publishes: [] },
      },
    });
  });
});

describe("the reference topology", () => {
  it("names its agents and streams", () => {
    expectTypeOf<AgentName<ReferenceTopology>>().toEqualTypeOf<
      "SignalGenerator" | "ReasoningAgent" | "ExecutionEngine" | "GradeAgent" | "LearningAgent"
    >();
    expectTypeOf<StreamName<ReferenceTopology>>().toEqualTypeOf<"signals" | "decisions" | "executions" | "grades">();
  });

  it("types what wakes an agent", () => {
    expectTypeOf<InputOf<ReferenceTopology, "ReasoningAgent">>().toEqualTypeOf<TradingSignal>();
    expectTypeOf<InputOf<ReferenceTopology, "GradeAgent">>().toEqualTypeOf<TradeExecution>();
    expectTypeOf<InputOf<ReferenceTopology, "SignalGenerator">>().toBeNever();
  });

  it("types where an agent may publish", () => {
    expectTypeOf<OutputStreamOf<ReferenceTopology, "ReasoningAgent">>().toEqualTypeOf<"decisions">();
    expectTypeOf<OutputStreamOf<ReferenceTopology, "LearningAgent">>().toBeNever();
  });

  it("asks of an agent the type and the payload, and nothing of the rest of the envelope", () => {
    expectTypeOf<DraftOf<ReferenceTopology, "decisions">>().toEqualTypeOf<{
      readonly [FieldName.TYPE]: "trading_decision";
      readonly [FieldName.DATA]: TradingDecisionData;
    }>();
    expectTypeOf<DraftOf<ReferenceTopology, "grades">[typeof FieldName.DATA]>().toEqualTypeOf<GradeData>();
  });
});
