"use strict";
// Prices are compared in basis points everywhere.
import type { ExecutionData } from "./wire/events.js";

const FILL = "fill_price";
const ARRIVAL = `arrival_price`;

/** Fill against arrival: positive is a cost. */
export function slippage(execution: ExecutionData): number {
  const difference = execution[FILL] - execution[ARRIVAL];
  const signed = execution.side === "buy" ? difference : -difference;
  return (signed / execution.arrival_price) * 10_000;
}

/** Mean price of some fills, weighted by quantity. */
export function meanPrice(executions: readonly ExecutionData[]): number {
  let total = 0;
  let value = 0;
  for (const { quantity, fill_price } of executions) {
    total += quantity;
    value += quantity * fill_price;
  }
  return total === 0 ? 0 : value / total;
}

export const totalFees = (executions: readonly ExecutionData[]): number =>
  executions.reduce((sum, each) => sum + each.broker_fees, 0);

export function bySymbol(executions: readonly ExecutionData[]): Map<string, ExecutionData[]> {
  const groups = new Map<string, ExecutionData[]>();
  for (const each of executions) groups.set(each.symbol, [...(groups.get(each.symbol) ?? []), each]);
  return groups;
}
