import { FieldName, grade } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultPath } from "./payload-borders.js";

const graded = { [FieldName.ORDER_ID]: "uuid", [FieldName.SYMBOL]: "BTC/USD", [FieldName.SCORE]: 0.9 };
const execution = {
  ...graded,
  [FieldName.GRADE_TYPE]: "execution",
  [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: -2.1,
  [FieldName.FILL_RATIO]: 0.5,
};
const outcome = {
  ...graded,
  [FieldName.GRADE_TYPE]: "outcome",
  [FieldName.REALISED_PNL]: -12,
  [FieldName.REALISED_R]: -1,
  [FieldName.MFE_R]: 0,
  [FieldName.MAE_R]: 1,
  [FieldName.WON]: false,
  [FieldName.CLOSED_AT]: "2026-03-31T12:00:00Z",
};

describe("grade", () => {
  it.each([
    ["an execution", execution],
    ["an outcome", outcome],
    ["an outcome of a forecast", { ...outcome, [FieldName.CONFIDENCE]: 0.8, [FieldName.BRIER_SCORE]: 0.64 }],
    ["what led here", { ...execution, [FieldName.SIGNAL_TYPE]: "momentum_buy", [FieldName.CONFIDENCE]: 1 }],
  ])("takes %s", (_, data) => {
    expect(faultPath(grade, data)).toBeUndefined();
  });

  it.each([
    ["grade_type", { ...execution, [FieldName.GRADE_TYPE]: "signal" }],
    ["grade_type", graded],
    ["score", { ...execution, [FieldName.SCORE]: 1.1 }],
    ["fill_ratio", { ...execution, [FieldName.FILL_RATIO]: 1.1 }],
    ["won", { ...execution, [FieldName.WON]: true }],
    ["fill_ratio", { ...outcome, [FieldName.FILL_RATIO]: 1 }],
    ["mfe_r", { ...outcome, [FieldName.MFE_R]: -1 }],
    ["mae_r", { ...outcome, [FieldName.MAE_R]: -1 }],
    ["brier_score", { ...outcome, [FieldName.BRIER_SCORE]: 1.1 }],
    ["won", { ...outcome, [FieldName.WON]: 1 }],
    ["rr_ratio", { ...outcome, [FieldName.RR_RATIO]: 0 }],
    ["closed_at", { ...outcome, [FieldName.CLOSED_AT]: "today" }],
  ])("refuses a bad %s", (path, data) => {
    expect(faultPath(grade, data)).toBe(path);
  });
});
