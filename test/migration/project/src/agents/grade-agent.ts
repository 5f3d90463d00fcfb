import * as wire from "../wire/index.js";
import { slippage } from "../pricing.js";
import { Agent } from "./agent.js";

enum Column {
  OrderId = "order_id",
  Filled = "quantity",
  Requested = "requested_quantity",
}

export class GradeAgent extends Agent {
  readonly agentId = "grade-agent";

  protected override async doWork(event: wire.DeskEvent, traceId: string): Promise<void> {
    if (event.type !== "trade_execution") return;
    const execution = event.data;
    const ratio = execution[Column.Filled] / execution[Column.Requested];
    const grade: wire.GradeData = {
      order_id: execution[Column.OrderId],
      score: Math.max(0, ratio - slippage(execution) / 10_000),
      fill_ratio: ratio,
    };
    if (ratio < 1) grade.reviewed_by = "desk";
    await this.send("grades", {
      type: "grade",
      data: grade,
      ...this.envelope(traceId),
    });
  }
}
