import { FieldName } from "@handoff/contracts";

export const indicators = { [FieldName.RSI]: 35.2, [FieldName.MACD_CROSS]: true, [FieldName.VOLUME_SPIKE]: 1.5 };

/** The founding document's signal. */
export const signalPayload = {
  [FieldName.SYMBOL]: "BTC/USD",
  [FieldName.SIGNAL_TYPE]: "momentum_buy",
  [FieldName.CONFIDENCE]: 0.85,
  [FieldName.INDICATORS]: indicators,
};
