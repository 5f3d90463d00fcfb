import { grade } from "./events/grade.js";
import { tradeExecution } from "./events/trade-execution.js";
import { tradingDecision } from "./events/trading-decision.js";
import { tradingSignal } from "./events/trading-signal.js";
import { ConsumerGroup, Stream } from "./streams.js";
import { defineTopology } from "./topology.js";

/** The chain of the founding protocol: SignalGenerator → ReasoningAgent → ExecutionEngine → GradeAgent → LearningAgent. */
export const referenceTopology = defineTopology({
  streams: {
    [Stream.SIGNALS]: [tradingSignal],
    [Stream.DECISIONS]: [tradingDecision],
    [Stream.EXECUTIONS]: [tradeExecution],
    [Stream.GRADES]: [grade],
  },
  agents: {
    SignalGenerator: { publishes: [Stream.SIGNALS] },
    ReasoningAgent: {
      consumes: Stream.SIGNALS,
      group: ConsumerGroup.REASONING_AGENTS,
      publishes: [Stream.DECISIONS],
    },
    ExecutionEngine: {
      consumes: Stream.DECISIONS,
      group: ConsumerGroup.EXECUTION_AGENTS,
      publishes: [Stream.EXECUTIONS],
    },
    GradeAgent: {
      consumes: Stream.EXECUTIONS,
      group: ConsumerGroup.GRADING_AGENTS,
      publishes: [Stream.GRADES],
    },
    LearningAgent: { consumes: Stream.GRADES, group: ConsumerGroup.LEARNING_AGENTS, publishes: [] },
  },
});
export type ReferenceTopology = typeof referenceTopology;
