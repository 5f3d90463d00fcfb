import { FieldName, type Grade, type ReferenceTopology, referenceTopology } from "@handoff/contracts";
import { Agent, type WorkContext } from "../agent.js";
import type { OutcomeLedger } from "./outcome-ledger.js";

export interface LearningAgentOptions {
  readonly ledger: OutcomeLedger;
}

/** Learns from outcomes per kind of signal: each grade counts once, however often it is delivered. */
export class LearningAgent extends Agent<ReferenceTopology, "LearningAgent"> {
  readonly #options: LearningAgentOptions;

  constructor(options: LearningAgentOptions) {
    super(referenceTopology, "LearningAgent");
    this.#options = options;
  }

  async doWork(
    grade: Grade,
    _traceId: string,
    context: WorkContext<ReferenceTopology, "LearningAgent">,
  ): Promise<void> {
    const data = grade[FieldName.DATA];
    // A fill says how well was traded, not whether the signal was right.
    if (data[FieldName.GRADE_TYPE] !== "outcome") return;
    const { [FieldName.SIGNAL_TYPE]: signalType, [FieldName.WON]: won, [FieldName.CLOSED_AT]: closedAt } = data;
    if (signalType === undefined) return;
    const { ledger } = this.#options;
    const isNew = await ledger.record({ signalType, gradeId: context.eventId, won, closedAt: Date.parse(closedAt) });
    if (!isNew) context.log("debug", "grade counted before", { grade_id: context.eventId });
  }
}
