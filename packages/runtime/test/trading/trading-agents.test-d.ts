import { describe, expectTypeOf, it } from "vitest";
import type { createTradingAgents, TradingAgentTable } from "../../src/trading/trading-agents.js";

type Agents = ReturnType<typeof createTradingAgents>;

declare const agents: Agents;
declare const others: Omit<Agents, "LearningAgent">;
declare const misplaced: Omit<Agents, "SignalGenerator"> & { readonly SignalGenerator: Agents["GradeAgent"] };

describe("the table of agents", () => {
  it("has an implementation for every agent of the topology", () => {
    expectTypeOf(agents).toExtend<TradingAgentTable>();
  });

  it("does not compile without one of them", () => {
    // @ts-expect-error LearningAgent is missing
    others satisfies TradingAgentTable;
  });

  it("does not compile with one agent in the place of another", () => {
    // @ts-expect-error a GradeAgent reads executions, a LearningAgent grades
    ({ ...others, LearningAgent: agents.GradeAgent }) satisfies TradingAgentTable;
  });

  it("does not compile with a consumer in the place of the producer", () => {
    // @ts-expect-error a GradeAgent does not produce
    misplaced satisfies TradingAgentTable;
  });
});
