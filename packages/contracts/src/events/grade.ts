import { z } from "zod";
import { type DataOf, defineEvent, type EventOf } from "../define-event.js";
import * as FieldName from "../field-name.js";

const graded = {
  [FieldName.ORDER_ID]: z.string().min(1).describe("Client order id of the graded fill"),
  [FieldName.SYMBOL]: z.string().min(1).describe("Instrument, as its venue spells it"),
  [FieldName.SCORE]: z.number().min(0).max(1).describe("The grade, 0 (worst) to 1 (best)"),
  [FieldName.SIGNAL_TYPE]: z.exactOptional(z.string().min(1)).describe("Kind of the signal that led here"),
  [FieldName.CONFIDENCE]: z.exactOptional(z.number().min(0).max(1)).describe("Confidence of the decision, 0 to 1"),
};

/** GradeAgent → LearningAgent: how well an order was executed (at once), how well the trade ended (at its close). */
export const grade = defineEvent({
  type: "grade",
  description: "A fill or a closed trade was graded.",
  data: z.discriminatedUnion(FieldName.GRADE_TYPE, [
    z.object({
      [FieldName.GRADE_TYPE]: z.literal("execution").describe("A fill, graded at once"),
      ...graded,
      [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: z
        .number()
        .describe("Against the arrival price, basis points, positive is a cost"),
      [FieldName.FILL_RATIO]: z.number().min(0).max(1).describe("Filled over requested quantity, 0 to 1"),
    }),
    z.object({
      [FieldName.GRADE_TYPE]: z.literal("outcome").describe("A trade, graded at its close"),
      ...graded,
      [FieldName.REALISED_PNL]: z.number().describe("Profit or loss after fees, quote currency"),
      [FieldName.REALISED_R]: z.number().describe("Profit or loss after fees, in units of the initial risk"),
      [FieldName.MFE_R]: z.number().min(0).describe("Maximum favourable excursion, in units of the initial risk"),
      [FieldName.MAE_R]: z.number().min(0).describe("Maximum adverse excursion, in units of the initial risk"),
      [FieldName.BRIER_SCORE]: z
        .exactOptional(z.number().min(0).max(1))
        .describe("Squared error of the confidence, 0 to 1"),
      [FieldName.WON]: z.boolean().describe("Whether the trade ended in profit after fees"),
      [FieldName.RR_RATIO]: z
        .exactOptional(z.number().positive())
        .describe("Distance to target over distance to stop, a ratio"),
      [FieldName.CLOSED_AT]: z.iso.datetime().describe("When the position was closed, ISO 8601 UTC"),
    }),
  ]),
});

export type Grade = EventOf<typeof grade>;
export type GradeData = DataOf<typeof grade>;
