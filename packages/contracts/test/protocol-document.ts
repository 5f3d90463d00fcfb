/**
 * The founding document's samples, transcribed. Only what makes them JSON is changed: `True` is `true`, the comment is
 * gone and the variable `trace_id` stands as a UUID.
 */

export const TRACE_ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

export const signalSample = `{
  "type": "trading_signal",
  "data": {
    "symbol": "BTC/USD",
    "signal_type": "momentum_buy",
    "confidence": 0.85,
    "indicators": { "rsi": 35.2, "macd_cross": true, "volume_spike": 1.5 }
  },
  "trace_id": "${TRACE_ID}"
}`;

export const decisionSample = `{
  "type": "trading_decision",
  "data": {
    "symbol": "BTC/USD",
    "action": "buy",
    "quantity": 0.1,
    "order_type": "market",
    "reasoning": "Momentum signal with RSI oversold",
    "confidence": 0.82,
    "risk_metrics": { "atr_stop": 42000, "position_size_pct": 0.05, "rr_ratio": 2.0 }
  },
  "trace_id": "${TRACE_ID}"
}`;

export const executionSample = `{
  "type": "trade_execution",
  "data": {
    "order_id": "uuid",
    "symbol": "BTC/USD",
    "side": "buy",
    "quantity": 0.1,
    "fill_price": 43250.75,
    "execution_time_ms": 1200,
    "broker_fees": 0.43,
    "slippage_bps": 2.1
  },
  "trace_id": "${TRACE_ID}"
}`;

const envelopeSample = `{
  "type": "signal_data|decision|execution|grade",
  "data": {},
  "trace_id": "uuid-string",
  "timestamp": "ISO-8601",
  "source_agent": "SignalGenerator|ReasoningAgent|..."
}`;

/** The publishing step of the document's `process_event`: the older spelling `source`, no timestamp. */
export const publishSample = `{
  "type": "agent_result",
  "data": { "answer": 42 },
  "trace_id": "${TRACE_ID}",
  "source": "YourAgent"
}`;

export const deadLetterSample = `{
  "failed_event": "{\\"type\\":\\"trading_signal\\"}",
  "error": "boom",
  "timestamp": "2026-03-31T12:00:00.123456+00:00",
  "retry_count": 3
}`;

export const samples = [
  signalSample,
  decisionSample,
  executionSample,
  envelopeSample,
  publishSample,
  deadLetterSample,
] as const;

/** The same event as a writer in another language puts it on a stream: `data` as one JSON string, the rest as text. */
export function entryOf(sample: string): Record<string, string> {
  const event = JSON.parse(sample) as Record<string, unknown>;
  const flat = Object.entries(event).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(flat) as Record<string, string>;
}
