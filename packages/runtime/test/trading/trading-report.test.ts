import { type EventEnvelope, FieldName } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { TradingReport } from "../../src/trading/trading-report.js";

function event(type: string, data: Readonly<Record<string, unknown>>): EventEnvelope {
  return {
    [FieldName.TYPE]: type,
    [FieldName.DATA]: data,
    [FieldName.TRACE_ID]: "6f9b1c1e-0b5f-4c7c-8d6a-2f0f6f3f7b11",
    [FieldName.TIMESTAMP]: "2026-01-01T00:00:00.000Z",
  };
}

const signal = (signalType: string) => event("trading_signal", { [FieldName.SIGNAL_TYPE]: signalType });
const decision = (action: string) => event("trading_decision", { [FieldName.ACTION]: action });
const execution = (data: Readonly<Record<string, unknown>>) =>
  event("trade_execution", { [FieldName.BROKER_FEES]: 1_000, [FieldName.SLIPPAGE_BPS]: 2, ...data });
const outcome = (won: boolean, signalType: string, realisedR: number) =>
  event("grade", {
    [FieldName.GRADE_TYPE]: "outcome",
    [FieldName.SCORE]: 0.5,
    [FieldName.SIGNAL_TYPE]: signalType,
    [FieldName.WON]: won,
    [FieldName.REALISED_R]: realisedR,
    [FieldName.BRIER_SCORE]: 0.25,
  });

/** Six signals: two bought (one in part), one sold and never filled, one held, one given up, one forgotten. */
function run({ forgotten = false } = {}): TradingReport {
  const report = new TradingReport();
  const events = [
    ...["momentum_buy", "momentum_buy", "reversion_sell", "reversion_sell", "momentum_sell"].map(signal),
    ...(forgotten ? [signal("momentum_sell")] : []),
    ...["buy", "buy", "sell", "hold"].map(decision),
    execution({ [FieldName.EXECUTION_TYPE]: "entry", [FieldName.QUANTITY]: 5, [FieldName.REQUESTED_QUANTITY]: 10 }),
    execution({ [FieldName.EXECUTION_TYPE]: "entry", [FieldName.QUANTITY]: 10, [FieldName.REQUESTED_QUANTITY]: 10 }),
    execution({ [FieldName.EXECUTION_TYPE]: "exit", [FieldName.QUANTITY]: 5, [FieldName.EXIT_REASON]: "stop" }),
    event("grade", {
      [FieldName.GRADE_TYPE]: "execution",
      [FieldName.SCORE]: 0.75,
      [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: 12.5,
    }),
    outcome(true, "momentum_buy", 1.5),
    outcome(false, "momentum_buy", -1),
    outcome(false, "reversion_sell", -1.25),
    event("agent_result", { [FieldName.SYMBOL]: "not ours" }),
  ];
  for (const each of events) report.observe(each);
  for (const source of ["signals", "market_data:BTC/USDT", "market_data:BTC/USDT"]) report.observeDeadLetter(source);
  return report;
}

describe("TradingReport", () => {
  it("reads well", () => {
    expect(run().lines()).toEqual([
      "signals                   5  momentum_buy 2, momentum_sell 1, reversion_sell 2",
      "decisions                 3  buy 2, sell 1",
      "holds                     1",
      "accounting               ok  3 decisions + 1 holds + 1 dead letters = 5 signals",
      "given up                  3  signals 1, market_data:BTC/USDT 2",
      "entries                   2  partial 1, unfilled 1",
      "exits                     1  stop 1",
      "still open                1",
      "slippage               2.00  bp mean, positive is a cost",
      "fees               3,000.00  in quote currency",
      "execution grades          1  score 0.75 of 1, 12.50 bp shortfall (means)",
      "outcome grades            3  1 won, -0.25 R, Brier 0.250 (means)",
      // (10 / 3 + 1) / 12 = 0.3611, × 3 = 1.083; (10 / 3) / 11 = 0.303, × 3 = 0.909.
      "  momentum_buy       × 1.08  won 1 of 2, believed 0.361",
      "  reversion_sell     × 0.91  won 0 of 1, believed 0.303",
    ]);
  });

  it("says it where a signal is not accounted for", () => {
    const report = run({ forgotten: true });
    expect(report.toJSON().accountedFor).toBe(false);
    expect(report.lines()).toContain("accounting             OPEN  3 decisions + 1 holds + 1 dead letters = 6 signals");
  });

  it("survives JSON", () => {
    const figures = JSON.parse(JSON.stringify(run())) as ReturnType<TradingReport["toJSON"]>;
    expect(figures).toEqual(run().toJSON());
    expect(figures).toMatchObject({
      signals: { total: 5, byType: { momentum_buy: 2 } },
      decisions: { buy: 2, sell: 1, hold: 1 },
      deadLetters: { signals: 1, "market_data:BTC/USDT": 2 },
      accountedFor: true,
      entries: { total: 2, partial: 1, unfilled: 1 },
      exits: { total: 1, byReason: { stop: 1 } },
      openPositions: 1,
      outcomeGrades: { total: 3, won: 1, realisedR: -0.25 },
      learnt: [
        { signalType: "momentum_buy", wins: 1, losses: 1 },
        { signalType: "reversion_sell", wins: 0, losses: 1 },
      ],
    });
  });

  it("reads well where nothing happened", () => {
    const report = new TradingReport();
    expect(report.lines()).toEqual([
      "signals                   0",
      "decisions                 0  buy 0, sell 0",
      "holds                     0",
      "accounting               ok  0 decisions + 0 holds + 0 dead letters = 0 signals",
      "given up                  0  signals 0",
      "entries                   0  partial 0, unfilled 0",
      "exits                     0",
      "still open                0",
      "slippage                  -  bp mean, positive is a cost",
      "fees                   0.00  in quote currency",
      "execution grades          0  score - of 1, - bp shortfall (means)",
      "outcome grades            0  0 won, - R, Brier - (means)",
    ]);
    expect(report.toJSON()).toMatchObject({ slippageBps: null, outcomeGrades: { brier: null } });
  });

  it("believes by the ratio that it is given", () => {
    const report = new TradingReport({ rewardRisk: 3 });
    report.observe(outcome(true, "momentum_buy", 1));
    // (2.5 + 1) / 11.
    expect(report.toJSON().learnt[0]?.winProbability).toBeCloseTo(3.5 / 11, 12);
  });
});
