import { Agent } from "./agent.js";
import type { LabEvent, ResultData, ReviewData } from "./events.js";

const REVIEWS = "reviews";
const KEYS = Object.freeze({ FLAG: "flag", VALUE: "value" });

export class ReviewAgent extends Agent<LabEvent<"result", ResultData>> {
  readonly agentId = "review";

  protected override async doWork(event: LabEvent<"result", ResultData>, traceId: string): Promise<void> {
    const { sample_id: sample, unit = "?", ...rest } = event.data;
    if (event.data[KEYS.FLAG] === "normal") return;
    const review: ReviewData = {
      sample_id: sample,
      reviewer: this.agentId,
      comment: `${rest.analyte} ${event.data[KEYS.VALUE]} ${unit} is ${rest.flag} (${rest.range.low} to ${rest.range.high})`,
    };
    review.ward = "7b";
    await this.parts.store.xadd(
      REVIEWS,
      "*",
      "type",
      "review",
      "data",
      JSON.stringify(review),
      "trace_id",
      traceId,
      "timestamp",
      event.timestamp,
    );
  }
}
