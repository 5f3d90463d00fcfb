// The chain that is run under faults. Plain JavaScript: workers are processes of their own, on the built packages.
import { setTimeout } from "node:timers/promises";
import { ConsumerGroup, defineEvent, defineTopology, FieldName, Stream } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import { z } from "zod";
import * as ChainField from "./chain-field.js";

const task = defineEvent({
  type: "task",
  description: "Something to be passed on.",
  fields: ChainField,
  data: z.object({
    [ChainField.NUMBER]: z.int().describe("Number of the task, from 0"),
    [ChainField.KEY]: z.string().describe("Key of the order"),
    [ChainField.FAULT]: z
      .exactOptional(z.enum(["throws", "throws_once", "exits"]))
      .describe("What the handler does instead of passing the task on"),
  }),
});

/** The first agent publishes two events for each it reads, the others one or none. */
export const chain = defineTopology({
  streams: {
    [Stream.SIGNALS]: [task],
    [Stream.DECISIONS]: [task],
    [Stream.EXECUTIONS]: [task],
    [Stream.GRADES]: [task],
  },
  agents: {
    Source: { publishes: [Stream.SIGNALS] },
    Splitter: {
      consumes: Stream.SIGNALS,
      group: ConsumerGroup.REASONING_AGENTS,
      publishes: [Stream.DECISIONS, Stream.EXECUTIONS],
    },
    Passer: { consumes: Stream.DECISIONS, group: ConsumerGroup.EXECUTION_AGENTS, publishes: [Stream.GRADES] },
    Auditor: { consumes: Stream.EXECUTIONS, group: ConsumerGroup.GRADING_AGENTS, publishes: [] },
    Archivist: { consumes: Stream.GRADES, group: ConsumerGroup.LEARNING_AGENTS, publishes: [] },
  },
});

/** Passes on what it reads, to every stream that is its own, unless the task says otherwise. */
export class Relay extends Agent {
  /**
   * @param {string} agentId
   * @param {number} workMs How long it works on each task, in milliseconds.
   */
  constructor(agentId, workMs = 0) {
    super(chain, agentId);
    this.workMs = workMs;
  }

  async doWork(event, _traceId, context) {
    const work = event[FieldName.DATA];
    if (this.workMs > 0) await setTimeout(this.workMs);
    const { [ChainField.FAULT]: fault } = work;
    if (fault === "exits") process.kill(process.pid, "SIGKILL");
    if (fault === "throws") throw new Error("this task always fails");
    if (fault === "throws_once" && context.delivery === 1) throw new Error("this task fails at first");
    for (const stream of chain.agents[this.agentId].publishes) {
      context.publish(stream, { [FieldName.TYPE]: "task", [FieldName.DATA]: work });
    }
  }
}
