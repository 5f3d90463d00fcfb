import type { DecisionData, ExecutionData, SignalEvent } from "../wire/index.js";

/** Events as the tests and the demo want them. */
export const SAMPLE_SIGNAL: SignalEvent = {
  type: "trading_signal",
  trace_id: "11111111-1111-4111-8111-111111111111",
  timestamp: "2026-03-02T10:00:00Z",
  source_agent: "sample",
  data: {
    symbol: "BTC/USD",
    price: 100,
    confidence: 0.8,
    indicators: { rsi: 20, atr: 2 },
  },
};

export const SAMPLE_DECISION = {
  symbol: "BTC/USD",
  action: "buy",
  quantity: 2,
  price: 100,
  reasoning: "sample",
} satisfies DecisionData;

export function sampleExecution({ quantity = 2, price = 101, ...others }: Partial<Sample> = {}): ExecutionData {
  return {
    order_id: "o-1",
    symbol: "BTC/USD",
    side: "buy",
    quantity,
    requested_quantity: 2,
    fill_price: price,
    arrival_price: 100,
    broker_fees: 0.5,
    ...others,
  };
}

interface Sample {
  quantity: number;
  price: number;
  symbol: string;
}
