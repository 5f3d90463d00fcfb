import type { FieldName } from "@handoff/contracts";
import type { DeskEvent, GradeData } from "../wire/index.js";
import { Agent } from "./agent.js";

/** The keys that the model learns from. */
export type LearntKey = Extract<FieldName, "score" | "fill_ratio">;

const LEARNT = { SCORE: "score", RATIO: "fill_ratio" } as const;

export class LearningAgent extends Agent {
  readonly agentId = "learning-agent";
  readonly scores = new Map<string, number>();

  protected override async doWork(event: DeskEvent): Promise<void> {
    if (event.type !== "grade") return;
    this.scores.set(event.data.order_id, this.#learn(event.data));
  }

  #learn(grade: GradeData): number {
    const score = grade[LEARNT.SCORE];
    const weight: Record<LearntKey, number> = { score: 0.75, fill_ratio: 0.25 };
    return score * weight.score + grade[LEARNT.RATIO] * weight.fill_ratio;
  }

  async report(): Promise<string | null> {
    await this.parts.redis.hset("model", "score", this.scores.size, "last_run_by", this.agentId);
    return this.parts.redis.hget("model", "score");
  }
}
