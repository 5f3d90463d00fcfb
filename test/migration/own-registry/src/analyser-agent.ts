import { Agent } from "./agent.js";
import type { LabEvent, ResultData, SampleData } from "./events.js";
import { flagOf, rangeOf } from "./ranges.js";

export class AnalyserAgent extends Agent<LabEvent<"sample", SampleData>> {
  readonly agentId = "analyser";

  protected override async doWork(event: LabEvent<"sample", SampleData>, traceId: string): Promise<void> {
    const { data, timestamp } = event;
    const range = rangeOf(data);
    const result: ResultData = { ...data, range, flag: flagOf(data, range) };
    result.unit ??= "mmol/L";
    await this.parts.store.xadd("results", "*", ...this.#words(result), "trace_id", traceId, "timestamp", timestamp);
    await this.parts.store.hset(`sample:${data["sample_id"]}`, { analyte: data.analyte, flag: result.flag });
  }

  #words(result: ResultData): string[] {
    return ["type", "result", "data", JSON.stringify(result), "source_agent", this.agentId];
  }
}
