import { FieldName, type GradeData } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { LearningAgent } from "../../src/trading/learning-agent.js";
import { MemoryOutcomeLedger } from "../../src/trading/memory-outcome-ledger.js";
import { payloadsFrom } from "./single-hop.js";
import { without } from "./without.js";

const CLOSED_AT = "2026-01-05T02:00:00.000Z";

const outcome: GradeData = {
  [FieldName.GRADE_TYPE]: "outcome",
  [FieldName.ORDER_ID]: "order",
  [FieldName.SYMBOL]: "BTC/USDT",
  [FieldName.SIGNAL_TYPE]: "momentum_buy",
  [FieldName.SCORE]: 0.9,
  [FieldName.REALISED_PNL]: 140,
  [FieldName.REALISED_R]: 2.8,
  [FieldName.MFE_R]: 3.6,
  [FieldName.MAE_R]: 0.6,
  [FieldName.WON]: true,
  [FieldName.CLOSED_AT]: CLOSED_AT,
};

function learner() {
  const ledger = new MemoryOutcomeLedger();
  const agent = new LearningAgent({ ledger });
  const learnt = (at = Date.parse(CLOSED_AT)) => ledger.counts("momentum_buy", at);
  return { agent, learnt };
}

describe("LearningAgent", () => {
  it("counts an outcome from its close on", async () => {
    const { agent, learnt } = learner();
    expect(await payloadsFrom(agent, outcome)).toEqual([]);
    expect(await learnt()).toEqual({ wins: 1, losses: 0 });
    expect(await learnt(Date.parse(CLOSED_AT) - 1)).toEqual({ wins: 0, losses: 0 });
  });

  it("counts a redelivered grade once", async () => {
    const { agent, learnt } = learner();
    for (let delivery = 1; delivery <= 3; delivery++) {
      await payloadsFrom(agent, outcome, { eventId: "grade-1", delivery });
    }
    expect(await learnt()).toEqual({ wins: 1, losses: 0 });
  });

  it("counts two grades twice", async () => {
    const { agent, learnt } = learner();
    await payloadsFrom(agent, outcome, { eventId: "grade-1" });
    await payloadsFrom(agent, { ...outcome, [FieldName.WON]: false }, { eventId: "grade-2" });
    expect(await learnt()).toEqual({ wins: 1, losses: 1 });
  });

  it("learns nothing from how a fill was executed", async () => {
    const { agent, learnt } = learner();
    await payloadsFrom(agent, {
      [FieldName.GRADE_TYPE]: "execution",
      [FieldName.ORDER_ID]: "order",
      [FieldName.SYMBOL]: "BTC/USDT",
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.SCORE]: 0.9,
      [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: 3,
      [FieldName.FILL_RATIO]: 1,
    });
    expect(await learnt()).toEqual({ wins: 0, losses: 0 });
  });

  it("learns nothing from an outcome of no kind of signal", async () => {
    const { agent, learnt } = learner();
    await payloadsFrom(agent, without(outcome, FieldName.SIGNAL_TYPE) as GradeData);
    expect(await learnt()).toEqual({ wins: 0, losses: 0 });
  });
});
