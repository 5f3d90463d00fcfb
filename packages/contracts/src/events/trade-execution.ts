import { z } from "zod";
import { type DataOf, defineEvent, type EventOf } from "../define-event.js";
import * as FieldName from "../field-name.js";

/** ExecutionEngine → GradeAgent: an order was filled, in whole or in part. */
export const tradeExecution = defineEvent({
  type: "trade_execution",
  description: "An order was filled, opening or closing a position.",
  aliases: ["execution"],
  data: z.object({
    [FieldName.ORDER_ID]: z.string().min(1).describe("Client order id: one per decision and execution type"),
    [FieldName.SYMBOL]: z.string().min(1).describe("Instrument, as its venue spells it"),
    [FieldName.SIDE]: z.enum(["buy", "sell"]).describe("Side of the fill"),
    [FieldName.QUANTITY]: z.number().positive().describe("Filled amount in units of the instrument"),
    [FieldName.FILL_PRICE]: z.number().positive().describe("Average price of the fill, quote currency per unit"),
    [FieldName.EXECUTION_TIME_MS]: z.number().min(0).describe("Submission to fill, milliseconds"),
    [FieldName.BROKER_FEES]: z.number().min(0).describe("Fees of the fill, quote currency"),
    [FieldName.SLIPPAGE_BPS]: z.number().describe("Fill against arrival price, basis points, positive is a cost"),
    [FieldName.EXECUTION_TYPE]: z.exactOptional(z.enum(["entry", "exit"])).describe("Opens or closes a position"),
    [FieldName.EXIT_REASON]: z.exactOptional(z.enum(["stop", "target", "time"])).describe("What closed the position"),
    [FieldName.ARRIVAL_PRICE]: z
      .exactOptional(z.number().positive())
      .describe("Price at the decision, quote currency per unit"),
    [FieldName.REQUESTED_QUANTITY]: z
      .exactOptional(z.number().positive())
      .describe("Ordered amount in units of the instrument"),
    [FieldName.FILLED_AT]: z.exactOptional(z.iso.datetime()).describe("When the fill happened, ISO 8601 UTC"),
    [FieldName.SIGNAL_TYPE]: z.exactOptional(z.string().min(1)).describe("Kind of the signal that led here"),
    [FieldName.CONFIDENCE]: z.exactOptional(z.number().min(0).max(1)).describe("Confidence of the decision, 0 to 1"),
    [FieldName.ATR_STOP]: z
      .exactOptional(z.number().positive())
      .describe("Stop price of the position, quote currency per unit"),
    [FieldName.RR_RATIO]: z
      .exactOptional(z.number().positive())
      .describe("Distance to target over distance to stop, a ratio"),
    [FieldName.ENTRY_PRICE]: z
      .exactOptional(z.number().positive())
      .describe("On an exit: price of the entry, quote currency per unit"),
    [FieldName.ENTERED_AT]: z
      .exactOptional(z.iso.datetime())
      .describe("On an exit: when the position was opened, ISO 8601 UTC"),
    [FieldName.ENTRY_FEES]: z
      .exactOptional(z.number().min(0))
      .describe("On an exit: fees of the entry, quote currency"),
    [FieldName.HIGHEST_PRICE]: z
      .exactOptional(z.number().positive())
      .describe("On an exit: highest price while open, quote currency per unit"),
    [FieldName.LOWEST_PRICE]: z
      .exactOptional(z.number().positive())
      .describe("On an exit: lowest price while open, quote currency per unit"),
  }),
});

export type TradeExecution = EventOf<typeof tradeExecution>;
export type TradeExecutionData = DataOf<typeof tradeExecution>;
