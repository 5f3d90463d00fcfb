import { describe, expect, it } from "vitest";
import { judgementIn, type ReasoningRequest } from "../../src/trading/reasoner.js";
import { RuleReasoner } from "../../src/trading/rule-reasoner.js";

describe("judgementIn", () => {
  const sound = { verdict: "take", sizeMultiplier: 0.5, reason: "It looks well." };

  it("finds a judgement and drops what is no part of it", () => {
    expect(judgementIn({ ...sound, price: 1, quantity: 1_000_000 })).toEqual(sound);
    expect(judgementIn({ ...sound, verdict: "hold" })).toEqual({ ...sound, verdict: "hold" });
  });

  it.each([
    undefined,
    null,
    "take",
    [],
    {},
    { ...sound, verdict: "buy" },
    { ...sound, verdict: undefined },
    { ...sound, sizeMultiplier: "1" },
    { ...sound, sizeMultiplier: NaN },
    { ...sound, sizeMultiplier: -0.1 },
    { ...sound, sizeMultiplier: 1.1 },
    { ...sound, reason: 7 },
    { ...sound, reason: " " },
  ])("finds none in %j", (answer) => {
    expect(judgementIn(answer)).toBeUndefined();
  });
});

describe("RuleReasoner", () => {
  const request: ReasoningRequest = {
    symbol: "BTC/USDT",
    signalType: "momentum_buy",
    side: "buy",
    confidence: 0.4,
    price: 100,
    rsi: 60,
    macdCross: true,
    volumeSpike: 1.5,
    atr: 1,
    stopDistance: 2,
    learnt: { wins: 0, losses: 0, winProbability: 1 / 3, multiplier: 1 },
  };
  const judge = (parts: Partial<ReasoningRequest>) => new RuleReasoner().judge({ ...request, ...parts });

  it("takes a signal and says why", () => {
    expect(judge({})).toEqual({
      verdict: "take",
      sizeMultiplier: 1,
      reason: "MACD crossed at RSI 60.0 on volume 1.50 times the usual",
    });
    expect(judge({ macdCross: false, rsi: 25 }).reason).toBe(
      "RSI is at an extreme at RSI 25.0 on volume 1.50 times the usual",
    );
  });

  it("takes half on thin volume", () => {
    expect(judge({ volumeSpike: 0.9 }).sizeMultiplier).toBe(0.5);
  });

  it("holds where the stop is nearer than twice the costs", () => {
    // Twice 22 bp of 100 is 0.44.
    expect(judge({ stopDistance: 0.44 }).verdict).toBe("take");
    expect(judge({ stopDistance: 0.43 })).toEqual({
      verdict: "hold",
      sizeMultiplier: 0,
      reason: "a stop at 43.0 bp is too near for costs of 22.0 bp",
    });
  });

  it("holds where the move is over, on either side", () => {
    expect(judge({ rsi: 72 }).verdict).toBe("take");
    expect(judge({ rsi: 72.1 }).reason).toBe("RSI 72.1 says that the move is over");
    expect(judge({ side: "sell", rsi: 27.9 }).reason).toBe("RSI 27.9 says that the move is over");
    // A reversion wants the extreme.
    expect(judge({ macdCross: false, side: "sell", rsi: 80 }).verdict).toBe("take");
  });

  it.each([-0.1, 1.1, NaN])("refuses costs of %d", (roundTripCost) => {
    expect(() => new RuleReasoner({ roundTripCost })).toThrow(
      `OPTION_INVALID: roundTripCost: expected a number at least 0 and at most 1, got ${String(roundTripCost)}.`,
    );
  });
});
