import * as contracts from "@handoff/contracts";
import type { DeskEvent, ExecutionEvent, GradeEvent } from "./wire/index.js";

/** What the day brought. */
export function dayReport(events: readonly DeskEvent[]): string[] {
  const lines: string[] = [];
  for (const event of events) {
    if (event[contracts.FieldName.TYPE] === "trade_execution") {
      const {
        data: { symbol, side, ...rest },
        timestamp,
      } = event;
      lines.push(`${timestamp} ${side} ${symbol} ${rest.quantity}`);
    }
  }
  return lines;
}

/** Scores with what they score. */
export function scoresOf(events: readonly (ExecutionEvent | GradeEvent)[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const { type, data } of events) {
    if (type === "grade") scores.set(data.order_id, data["score"]);
  }
  return scores;
}

export const fees = (events: readonly ExecutionEvent[]): number[] =>
  events.map(({ data: { broker_fees = 0 } }) => broker_fees).filter((fee) => fee > 0);

/** The newest of some events of one kind. */
export function newest<E extends DeskEvent>(events: readonly E[]): E | undefined {
  return [...events].sort((a, b) => (a.timestamp < b["timestamp"] ? 1 : -1))[0];
}
