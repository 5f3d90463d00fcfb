import { z } from "zod";
import { type DataOf, defineEvent, type EventOf } from "../define-event.js";
import * as FieldName from "../field-name.js";

/** SignalGenerator → ReasoningAgent: something in the market is worth a thought. */
export const tradingSignal = defineEvent({
  type: "trading_signal",
  description: "An indicator pattern was seen on the last closed bar of an instrument.",
  aliases: ["signal_data"],
  data: z.object({
    [FieldName.SYMBOL]: z.string().min(1).describe("Instrument, as its venue spells it"),
    [FieldName.SIGNAL_TYPE]: z.string().min(1).describe("Kind of signal, for instance momentum_buy"),
    [FieldName.CONFIDENCE]: z.number().min(0).max(1).describe("Estimated probability of profit, 0 to 1"),
    [FieldName.INDICATORS]: z
      .object({
        [FieldName.RSI]: z.number().min(0).max(100).describe("Relative strength index, 0 to 100"),
        [FieldName.MACD_CROSS]: z.boolean().describe("Whether MACD crossed its signal line on this bar"),
        [FieldName.VOLUME_SPIKE]: z
          .number()
          .min(0)
          .describe("Volume divided by the mean of the 20 bars before, a ratio"),
        [FieldName.ATR]: z.exactOptional(z.number().positive()).describe("Average true range, quote currency per unit"),
      })
      .describe("The indicator values that the signal rests on"),
    [FieldName.PRICE]: z.exactOptional(z.number().positive()).describe("Close of the bar, quote currency per unit"),
    [FieldName.CANDLE_TIME]: z.exactOptional(z.iso.datetime()).describe("Opening time of the bar, ISO 8601 UTC"),
  }),
});

export type TradingSignal = EventOf<typeof tradingSignal>;
export type TradingSignalData = DataOf<typeof tradingSignal>;
