/** What every event on a stream has. */
export interface Envelope {
  trace_id: string;
  timestamp: string;
  source_agent: string;
}

export interface Indicators {
  rsi: number;
  atr: number;
  macd_cross?: boolean;
}

export interface SignalData {
  symbol: string;
  price: number;
  confidence: number;
  indicators: Indicators;
}

export interface DecisionData {
  symbol: string;
  action: "buy" | "sell" | "hold";
  quantity: number;
  price: number;
  limit_price?: number;
  reasoning: string;
  risk_metrics?: { atr_stop: number; rr_ratio: number };
}

export interface ExecutionData {
  order_id: string;
  symbol: string;
  side: "buy" | "sell";
  quantity: number;
  requested_quantity: number;
  fill_price: number;
  arrival_price: number;
  broker_fees: number;
}

export interface GradeData {
  order_id: string;
  score: number;
  fill_ratio: number;
  /** Who looked at it; the desk's own field. */
  reviewed_by?: string;
}

export interface SignalEvent extends Envelope {
  type: "trading_signal";
  data: SignalData;
}

export interface DecisionEvent extends Envelope {
  type: "trading_decision";
  data: DecisionData;
}

export interface ExecutionEvent extends Envelope {
  type: "trade_execution";
  data: ExecutionData;
}

export interface GradeEvent extends Envelope {
  type: "grade";
  data: GradeData;
}

export type DeskEvent = SignalEvent | DecisionEvent | ExecutionEvent | GradeEvent;

/** An event before anybody has looked at its type. */
export interface EventEnvelope extends Envelope {
  type: string;
  data: Record<string, unknown>;
}
