import { z } from "zod";
import { type DataOf, defineEvent, type EventOf } from "../define-event.js";
import * as FieldName from "../field-name.js";

/** ReasoningAgent → ExecutionEngine: what to do about a signal. */
export const tradingDecision = defineEvent({
  type: "trading_decision",
  description: "A signal was judged: buy, sell or hold, with size and stop.",
  aliases: ["decision"],
  data: z.object({
    [FieldName.SYMBOL]: z.string().min(1).describe("Instrument, as its venue spells it"),
    [FieldName.ACTION]: z.enum(["buy", "sell", "hold"]).describe("What is asked for"),
    [FieldName.QUANTITY]: z.number().min(0).describe("Amount in units of the instrument, 0 on a hold"),
    [FieldName.ORDER_TYPE]: z.enum(["market", "limit"]).describe("Kind of order"),
    [FieldName.LIMIT_PRICE]: z.exactOptional(z.number().positive()).describe("Worst price, quote currency per unit"),
    [FieldName.REASONING]: z.string().describe("Why, in one sentence for a person"),
    [FieldName.CONFIDENCE]: z.number().min(0).max(1).describe("Estimated probability of profit, 0 to 1"),
    [FieldName.RISK_METRICS]: z
      .exactOptional(
        z.object({
          [FieldName.ATR_STOP]: z
            .number()
            .positive()
            .describe("Stop price on the losing side, quote currency per unit"),
          [FieldName.POSITION_SIZE_PCT]: z
            .number()
            .min(0)
            .max(1)
            .describe("Position value as a fraction of equity, 0 to 1"),
          [FieldName.RR_RATIO]: z.number().positive().describe("Distance to target over distance to stop, a ratio"),
        }),
      )
      .describe("The risk figures; absent on a hold"),
    [FieldName.SIGNAL_TYPE]: z.exactOptional(z.string().min(1)).describe("Kind of the signal that was judged"),
    [FieldName.PRICE]: z
      .exactOptional(z.number().positive())
      .describe("Price at the decision, quote currency per unit"),
    [FieldName.CANDLE_TIME]: z
      .exactOptional(z.iso.datetime())
      .describe("Opening time of the signal's bar, ISO 8601 UTC"),
  }),
});

export type TradingDecision = EventOf<typeof tradingDecision>;
export type TradingDecisionData = DataOf<typeof tradingDecision>;
