import { describe, expectTypeOf, it } from "vitest";
import { createTradingAgents, type TradingAgentTable } from "../../src/trading/trading-agents.js";

declare const agents: ReturnType<typeof createTradingAgents>;

describe("the table of agents", () => {
  it("has an implementation for every agent of the topology", () => {
    expectTypeOf(agents).toExtend<TradingAgentTable>();
  });

  it("does not compile without one of them", () => {
    const { LearningAgent: _, ...others } = agents;
    // @ts-expect-error LearningAgent is missing
    others satisfies TradingAgentTable;
  });

  it("does not compile with one agent in the place of another", () => {
    // @ts-expect-error a GradeAgent reads executions, a LearningAgent grades
    ({ ...agents, LearningAgent: agents.GradeAgent }) satisfies TradingAgentTable;
  });

  it("does not compile with a consumer in the place of the producer", () => {
    // @ts-expect-error a GradeAgent does not produce
    ({ ...agents, SignalGenerator: agents.GradeAgent }) satisfies TradingAgentTable;
  });
});
