import { ConsumerGroup, referenceTopology, Stream } from "@handoff/contracts";
import { describe, expect, it } from "vitest";

describe("the reference topology", () => {
  it("is the founding document's table of groups", () => {
    expect(Object.fromEntries(referenceTopology.groups.map(({ stream, group }) => [stream, [group]]))).toEqual({
      signals: ["reasoning_agents"],
      decisions: ["execution_agents"],
      executions: ["grading_agents"],
      grades: ["learning_agents"],
    });
  });

  it("hands on from agent to agent in the document's order", () => {
    expect(referenceTopology.groups.map(({ stream, agent }) => `${stream} → ${agent}`)).toEqual([
      "signals → ReasoningAgent",
      "decisions → ExecutionEngine",
      "executions → GradeAgent",
      "grades → LearningAgent",
    ]);
  });

  it("carries on each stream the one event that the document shows there", () => {
    const types = Object.entries(referenceTopology.streams).map(([stream, events]) => [stream, events.types]);
    expect(Object.fromEntries(types)).toEqual({
      signals: "trading_signal",
      decisions: "trading_decision",
      executions: "trade_execution",
      grades: "grade",
    });
  });

  it("uses every stream and every group that has a name", () => {
    const streams = [...Object.keys(referenceTopology.streams), referenceTopology.deadLetterStream];
    expect(new Set(streams)).toEqual(new Set(Object.values(Stream)));
    expect(new Set(referenceTopology.groups.map(({ group }) => group))).toEqual(new Set(Object.values(ConsumerGroup)));
  });
});
