import { FieldName, type TradeExecutionData } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import type { Log } from "../../src/observability/log.js";
import { GradeAgent } from "../../src/trading/grade-agent.js";
import { payloadsFrom } from "./single-hop.js";
import { without } from "./without.js";

/** As in the protocol document, to the letter. */
const documented: TradeExecutionData = {
  [FieldName.ORDER_ID]: "uuid",
  [FieldName.SYMBOL]: "BTC/USD",
  [FieldName.SIDE]: "buy",
  [FieldName.QUANTITY]: 0.1,
  [FieldName.FILL_PRICE]: 43_250.75,
  [FieldName.EXECUTION_TIME_MS]: 1_200,
  [FieldName.BROKER_FEES]: 0.43,
  [FieldName.SLIPPAGE_BPS]: 2.1,
};
const exit: TradeExecutionData = {
  ...documented,
  [FieldName.SIDE]: "sell",
  [FieldName.QUANTITY]: 10,
  [FieldName.FILL_PRICE]: 115,
  [FieldName.BROKER_FEES]: 4,
  [FieldName.EXECUTION_TYPE]: "exit",
  [FieldName.EXIT_REASON]: "target",
  [FieldName.ARRIVAL_PRICE]: 115,
  [FieldName.REQUESTED_QUANTITY]: 10,
  [FieldName.FILLED_AT]: "2026-01-05T02:00:00.000Z",
  [FieldName.SIGNAL_TYPE]: "momentum_buy",
  [FieldName.CONFIDENCE]: 0.75,
  [FieldName.ATR_STOP]: 95,
  [FieldName.RR_RATIO]: 3,
  [FieldName.ENTRY_PRICE]: 100,
  [FieldName.ENTRY_FEES]: 6,
  [FieldName.HIGHEST_PRICE]: 118,
  [FieldName.LOWEST_PRICE]: 97,
};
const agent = new GradeAgent();

describe("GradeAgent", () => {
  it("grades an execution in the document's own shape", async () => {
    const [grade, ...others] = await payloadsFrom(agent, documented);
    // 2.1 bp, and 0.43 of 4,324.17 is 0.994413 bp; 1 / (1 + 3.094413 / 25).
    expect(grade).toEqual({
      [FieldName.GRADE_TYPE]: "execution",
      [FieldName.ORDER_ID]: "uuid",
      [FieldName.SYMBOL]: "BTC/USD",
      [FieldName.SCORE]: expect.closeTo(0.889856, 5) as number,
      [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: expect.closeTo(3.094413, 5) as number,
      [FieldName.FILL_RATIO]: 1,
    });
    expect(others).toEqual([]);
  });

  it("grades an entry by what was asked for", async () => {
    const entry: TradeExecutionData = {
      ...documented,
      [FieldName.EXECUTION_TYPE]: "entry",
      [FieldName.REQUESTED_QUANTITY]: 0.4,
    };
    expect(await payloadsFrom(agent, entry)).toMatchObject([{ [FieldName.FILL_RATIO]: 0.25 }]);
  });

  it("grades an exit twice: how it was filled and how the trade ended", async () => {
    // R = 50; 15 × 10 − 10 = 140.
    expect(await payloadsFrom(agent, exit)).toEqual([
      expect.objectContaining({ [FieldName.GRADE_TYPE]: "execution", [FieldName.SIGNAL_TYPE]: "momentum_buy" }),
      {
        [FieldName.GRADE_TYPE]: "outcome",
        [FieldName.ORDER_ID]: "uuid",
        [FieldName.SYMBOL]: "BTC/USD",
        [FieldName.SIGNAL_TYPE]: "momentum_buy",
        [FieldName.CONFIDENCE]: 0.75,
        [FieldName.REALISED_PNL]: 140,
        [FieldName.REALISED_R]: 2.8,
        [FieldName.MFE_R]: 3.6,
        [FieldName.MAE_R]: 0.6,
        [FieldName.BRIER_SCORE]: 0.0625,
        [FieldName.WON]: true,
        [FieldName.RR_RATIO]: 3,
        [FieldName.SCORE]: 0.95,
        [FieldName.CLOSED_AT]: "2026-01-05T02:00:00.000Z",
      },
    ]);
  });

  it("grades the outcome of an exit that says no more than how it began and what it risked", async () => {
    const bare: TradeExecutionData = {
      ...documented,
      [FieldName.SIDE]: "sell",
      [FieldName.EXECUTION_TYPE]: "exit",
      [FieldName.ENTRY_PRICE]: 43_000,
      [FieldName.ATR_STOP]: 42_000,
    };
    // 250.75 × 0.1 − 0.43 = 24.645 of 100; closed when the event was published; no confidence, no Brier score.
    expect((await payloadsFrom(agent, bare))[1]).toEqual({
      [FieldName.GRADE_TYPE]: "outcome",
      [FieldName.ORDER_ID]: "uuid",
      [FieldName.SYMBOL]: "BTC/USD",
      [FieldName.REALISED_PNL]: expect.closeTo(24.645, 8) as number,
      [FieldName.REALISED_R]: expect.closeTo(0.24645, 8) as number,
      [FieldName.MFE_R]: expect.closeTo(0.25075, 8) as number,
      [FieldName.MAE_R]: 0,
      [FieldName.WON]: true,
      // (0.24645 + 1) / (1 + 1): without a ratio, a target as far as the stop.
      [FieldName.SCORE]: expect.closeTo(0.623225, 8) as number,
      [FieldName.CLOSED_AT]: "2026-01-01T00:00:00.000Z",
    });
  });

  it.each([FieldName.ENTRY_PRICE, FieldName.ATR_STOP] as const)("grades no outcome without %s", async (field) => {
    const lines: unknown[] = [];
    const log: Log = (_level, message) => void lines.push(message);
    expect(await payloadsFrom(agent, without(exit, field) as TradeExecutionData, { log })).toHaveLength(1);
    expect(lines).toEqual(["exit without entry or stop: no outcome grade"]);
  });
});
