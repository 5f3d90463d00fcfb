import { FieldName, type TradingDecisionData, type TradingSignalData } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { MemoryOutcomeLedger } from "../../src/trading/memory-outcome-ledger.js";
import { type RiskLimits, resolveRiskLimits } from "../../src/trading/position-sizing.js";
import type { Judgement, Reasoner, ReasoningRequest } from "../../src/trading/reasoner.js";
import { ReasoningAgent } from "../../src/trading/reasoning-agent.js";
import { HOUR, START } from "./made-candles.js";
import { payloadsFrom } from "./single-hop.js";
import { without } from "./without.js";

const signal: TradingSignalData = {
  [FieldName.SYMBOL]: "BTC/USDT",
  [FieldName.SIGNAL_TYPE]: "momentum_buy",
  [FieldName.CONFIDENCE]: 0.4,
  [FieldName.INDICATORS]: {
    [FieldName.RSI]: 60,
    [FieldName.MACD_CROSS]: true,
    [FieldName.VOLUME_SPIKE]: 1.5,
    [FieldName.ATR]: 5,
  },
  [FieldName.PRICE]: 100,
  [FieldName.CANDLE_TIME]: new Date(START).toISOString(),
};
const take: Judgement = { verdict: "take", sizeMultiplier: 1, reason: "It looks well." };

interface Setting {
  readonly judge?: Reasoner["judge"];
  readonly ledger?: MemoryOutcomeLedger;
  readonly limits?: Partial<RiskLimits>;
  readonly log?: (...line: unknown[]) => void;
}

function agentWith({ judge = () => take, ledger = new MemoryOutcomeLedger(), limits = {} }: Setting = {}) {
  return new ReasoningAgent({
    reasoner: { judge },
    ledger,
    limits: resolveRiskLimits(limits),
    intervalMs: HOUR,
  });
}

async function decisionOn(data: TradingSignalData, setting?: Setting): Promise<TradingDecisionData> {
  const payloads = await payloadsFrom(agentWith(setting), data, setting);
  expect(payloads).toHaveLength(1);
  return payloads[0] as TradingDecisionData;
}

/** A ledger with so many losses (or wins) of the signal's kind, all closed at one moment. */
async function ledgerWith(won: boolean, count: number, closedAt: number): Promise<MemoryOutcomeLedger> {
  const ledger = new MemoryOutcomeLedger();
  for (let grade = 0; grade < count; grade++) {
    await ledger.record({ signalType: "momentum_buy", gradeId: String(grade), won, closedAt });
  }
  return ledger;
}

describe("ReasoningAgent", () => {
  it("decides with a quantity from the risk and a stop from the range", async () => {
    // 1,000 / (2 × 5) = 100 units of 100 each; stop 100 − 10.
    expect(await decisionOn(signal)).toEqual({
      [FieldName.SYMBOL]: "BTC/USDT",
      [FieldName.ACTION]: "buy",
      [FieldName.QUANTITY]: 100,
      [FieldName.ORDER_TYPE]: "market",
      [FieldName.REASONING]: "It looks well.",
      [FieldName.CONFIDENCE]: 0.4,
      [FieldName.RISK_METRICS]: {
        [FieldName.ATR_STOP]: 90,
        [FieldName.POSITION_SIZE_PCT]: 0.1,
        [FieldName.RR_RATIO]: 2,
      },
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.PRICE]: 100,
      [FieldName.CANDLE_TIME]: "2026-01-05T00:00:00.000Z",
    });
  });

  it("sells on a signal that says so", async () => {
    const decision = await decisionOn({ ...signal, [FieldName.SIGNAL_TYPE]: "reversion_sell" });
    expect(decision[FieldName.ACTION]).toBe("sell");
    expect(decision[FieldName.RISK_METRICS]?.[FieldName.ATR_STOP]).toBe(110);
  });

  it("holds with the reason of the reasoner, without figures", async () => {
    const judge = (): Judgement => ({ verdict: "hold", sizeMultiplier: 0, reason: "the move is over" });
    expect(await decisionOn(signal, { judge })).toEqual({
      [FieldName.SYMBOL]: "BTC/USDT",
      [FieldName.ACTION]: "hold",
      [FieldName.QUANTITY]: 0,
      [FieldName.ORDER_TYPE]: "market",
      [FieldName.REASONING]: "Hold: the move is over",
      [FieldName.CONFIDENCE]: 0.4,
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.PRICE]: 100,
      [FieldName.CANDLE_TIME]: "2026-01-05T00:00:00.000Z",
    });
  });

  it("holds on a signal in the document's own shape", async () => {
    const decision = await decisionOn({
      [FieldName.SYMBOL]: "BTC/USD",
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.CONFIDENCE]: 0.85,
      [FieldName.INDICATORS]: {
        [FieldName.RSI]: 35.2,
        [FieldName.MACD_CROSS]: true,
        [FieldName.VOLUME_SPIKE]: 1.5,
      },
    });
    expect(decision).toEqual({
      [FieldName.SYMBOL]: "BTC/USD",
      [FieldName.ACTION]: "hold",
      [FieldName.QUANTITY]: 0,
      [FieldName.ORDER_TYPE]: "market",
      [FieldName.REASONING]: "Hold: the signal gives no price, average range or bar to size a position by",
      [FieldName.CONFIDENCE]: 0.85,
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
    });
  });

  it.each<[string, TradingSignalData, Setting]>([
    ["the signal gives no price, average range or bar to size a position by", without(signal, FieldName.PRICE), {}],
    [
      "the signal gives no price, average range or bar to size a position by",
      without(signal, FieldName.CANDLE_TIME),
      {},
    ],
    [
      "breakout names no side: expected an ending of _buy or _sell",
      { ...signal, [FieldName.SIGNAL_TYPE]: "breakout" },
      {},
    ],
    ["the average range is so wide that the stop would not be a price", signal, { limits: { stopAtrs: 20 } }],
    ["the limits do not leave one lot to trade", signal, { limits: { equity: 10, lotsPerUnit: 1 } }],
    ["the limits do not leave one lot to trade", signal, { judge: () => ({ ...take, sizeMultiplier: 0 }) }],
    ["the reasoner gave no judgement", signal, { judge: () => ({ ...take, sizeMultiplier: 1e9 }) }],
    ["the reasoner gave no judgement", signal, { judge: () => "buy everything" as unknown as Judgement }],
    ["the reasoner failed: no model today", signal, { judge: () => Promise.reject(new Error("no model today")) }],
    [
      "the reasoner failed: no model today",
      signal,
      {
        judge: () => {
          throw new Error("no model today");
        },
      },
    ],
  ])("holds because %s", async (reason, data, setting) => {
    const decision = await decisionOn(data, setting);
    expect(decision[FieldName.ACTION]).toBe("hold");
    expect(decision[FieldName.REASONING]).toBe(`Hold: ${reason}`);
    expect(decision).not.toHaveProperty(FieldName.RISK_METRICS);
  });

  it("does not hold where the runtime cuts the reasoner short: the signal is judged again", async () => {
    const stop = new AbortController();
    const judge = (): never => {
      stop.abort();
      throw new Error("aborted");
    };
    const work = payloadsFrom(agentWith({ judge }), signal, { signal: stop.signal });
    await expect(work).rejects.toThrow("aborted");
  });

  it("takes no price, quantity or stop from a reasoner", async () => {
    const judge = () => ({ ...take, quantity: 1e9, price: 1, stop: 99.9 });
    expect(await decisionOn(signal, { judge })).toEqual(await decisionOn(signal));
  });

  it("asks the reasoner with what was learnt", async () => {
    const requests: ReasoningRequest[] = [];
    const judge = (request: ReasoningRequest): Judgement => {
      requests.push(request);
      return take;
    };
    // (10 / 3 + 2) / 12 = 0.444…, over 1 / 3 is 1.333…, clamped to 1.25; 0.4 × 1.25 = 0.5.
    const decision = await decisionOn(signal, { judge, ledger: await ledgerWith(true, 2, START) });
    expect(decision[FieldName.CONFIDENCE]).toBe(0.5);
    expect(requests).toMatchObject([
      { side: "buy", confidence: 0.5, stopDistance: 10, learnt: { wins: 2, losses: 0, multiplier: 1.25 } },
    ]);
  });

  it("trades what it expects to lose at floor size, so that it can recover", async () => {
    // 20 losses: (10 / 3) / 30 = 1 / 9, clamped to half of 1 / 3: confidence 0.2, below break-even at 1 / 3.
    const decision = await decisionOn(signal, { ledger: await ledgerWith(false, 20, START) });
    expect(decision[FieldName.CONFIDENCE]).toBe(0.2);
    expect(decision[FieldName.QUANTITY]).toBe(10);
    expect(decision[FieldName.REASONING]).toBe("It looks well. (at floor size: it is expected to lose)");
  });

  it("knows of what closed by the close of the signal's bar, and of nothing later", async () => {
    const closeOfBar = START + HOUR;
    const inTime = await decisionOn(signal, { ledger: await ledgerWith(false, 20, closeOfBar) });
    const tooLate = await decisionOn(signal, { ledger: await ledgerWith(false, 20, closeOfBar + 1) });
    expect(inTime[FieldName.CONFIDENCE]).toBe(0.2);
    expect(tooLate[FieldName.CONFIDENCE]).toBe(0.4);
  });

  it("never claims more than certainty", async () => {
    const certain = { ...signal, [FieldName.CONFIDENCE]: 0.9 };
    const decision = await decisionOn(certain, { ledger: await ledgerWith(true, 20, START) });
    expect(decision[FieldName.CONFIDENCE]).toBe(1);
  });
});
